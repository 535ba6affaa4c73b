package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.Backoff;
import tv.mux.common.MonotonicClock;
import tv.mux.config.Config;
import tv.mux.playout.FrameBacklog;
import tv.mux.playout.PcmFormat;
import tv.mux.status.IcecastStatus.Phase;

/**
 * The source of a mount: keeps one connection to the server, makes another when it is lost, and has frames wait, within
 * bounds, while the server takes none. Lives on one context.
 */
final class IcecastSource {
    private static final Logger LOG = LoggerFactory.getLogger(IcecastSource.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    /** A mount gets free within the server's time-out, 10 s as it comes: listeners wait on its fallback meanwhile. */
    private static final Backoff TAKEN_BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2));

    private static final long CHECK_MS = 500;
    /** Taking nothing for so long is told. */
    private static final long STALLED_MS = 5_000;
    /** After so long nothing is expected of the connection any more. Listeners outlast a shorter stop. */
    private static final long GIVEN_UP_MS = 60_000;
    /** A connection that lasted so long ends a row of failures. */
    private static final long WELL_MS = 10_000;

    private static final double BACKLOG_MS = 10_000;
    private static final double FRESH_MS = 500;
    private static final long CLOSE_TIMEOUT_MS = 1_000;

    private final Vertx vertx;
    private final Config.Icecast icecast;
    private final PcmFormat sound;
    private final IcecastMetrics metrics;
    private final Runnable onMove;
    private final NetClient client;
    private final FrameBacklog backlog;
    private final IcecastTroubles troubles = new IcecastTroubles();

    private Optional<SourceConnection> connection = Optional.empty();
    private Optional<IcecastTrouble> trouble = Optional.empty();
    private Phase phase = Phase.CONNECTING;
    private long since = System.currentTimeMillis();
    private long connectedAt;
    private int failures;
    private long sentBytes;
    private long retry = -1;
    private boolean stopped;

    /**
     * Begins to connect.
     *
     * @param onMove told when something has changed
     */
    IcecastSource(Vertx vertx, Config.Icecast icecast, PcmFormat sound, IcecastMetrics metrics, Runnable onMove) {
        this.vertx = vertx;
        this.icecast = icecast;
        this.sound = sound;
        this.metrics = metrics;
        this.onMove = onMove;
        this.client = SourceConnection.client(vertx);
        this.backlog = new FrameBacklog((int) (BACKLOG_MS / sound.frameMs()));
        vertx.setPeriodic(CHECK_MS, id -> check());
        connect();
    }

    private void connect() {
        SourceConnection.open(
                        client, icecast.host(), icecast.port(), SourceRequest.head(icecast, sound), icecast.mount())
                .onSuccess(this::connected)
                .onFailure(e -> failed(
                        e instanceof SourceConnection.Failed failed
                                ? failed.trouble()
                                : IcecastTrouble.of(e, icecast.host(), icecast.port())));
    }

    private void connected(SourceConnection made) {
        if (stopped) {
            made.close();
            return;
        }
        connection = Optional.of(made);
        connectedAt = MonotonicClock.nowMs();
        trouble = Optional.empty();
        metrics.connected();
        troubles.well(connectedAt);
        LOG.info("Icecast: listeners hear the output at {}", address());
        made.onRoom(this::pump);
        made.onClosed(cause -> closed(made, cause));
        backlog.keep((int) (FRESH_MS / sound.frameMs()));
        move(Phase.SENDING);
        pump();
    }

    private void closed(SourceConnection which, String cause) {
        if (connection.filter(present -> present == which).isPresent()) {
            failed(new IcecastTrouble(
                    IcecastTrouble.Kind.LOST,
                    "it has closed the connection" + (cause.isEmpty() ? "" : " (" + cause + ")")));
        }
    }

    private void failed(IcecastTrouble what) {
        if (stopped) {
            return;
        }
        boolean wasWell = connection.isPresent() && MonotonicClock.nowMs() - connectedAt >= WELL_MS;
        failures = wasWell ? 1 : failures + 1;
        connection = Optional.empty();
        trouble = Optional.of(what);
        metrics.failed(what.kind());
        tell(what);
        Backoff backoff = what.kind() == IcecastTrouble.Kind.TAKEN ? TAKEN_BACKOFF : BACKOFF;
        retry = vertx.setTimer(backoff.delayMs(failures, ThreadLocalRandom.current()), id -> connect());
        move(Phase.CONNECTING);
    }

    private void tell(IcecastTrouble what) {
        if (troubles.tell(what.kind(), MonotonicClock.nowMs())) {
            LOG.warn("Icecast gets no audio at {}: {}; it is tried again, the output goes on", address(), what.text());
        } else {
            LOG.debug("Icecast gets no audio at {}: {}", address(), what.text());
        }
    }

    private void check() {
        long stalled = connection.map(SourceConnection::stalledMs).orElse(0L);
        if (stalled >= GIVEN_UP_MS) {
            SourceConnection hung = connection.orElseThrow();
            failed(new IcecastTrouble(
                    IcecastTrouble.Kind.STALLED, "it has taken nothing for " + stalled / 1000 + " s"));
            hung.close();
        } else if (stalled >= STALLED_MS && phase == Phase.SENDING) {
            trouble = Optional.of(
                    new IcecastTrouble(IcecastTrouble.Kind.STALLED, "it takes nothing, the connection stands"));
            tell(trouble.get());
            move(Phase.STALLED);
        }
    }

    /** Sends a frame, or keeps it until it can be sent. */
    void send(byte[] frame) {
        long before = backlog.dropped();
        backlog.add(frame);
        metrics.dropped((backlog.dropped() - before) * sound.frameMs() / 1000);
        pump();
    }

    private void pump() {
        if (connection.isEmpty()) {
            return;
        }
        SourceConnection open = connection.get();
        while (!backlog.isEmpty() && open.hasRoom()) {
            byte[] frame = backlog.next().orElseThrow();
            open.send(frame);
            sentBytes += frame.length;
            metrics.sent(frame.length);
        }
        if (phase == Phase.STALLED && open.stalledMs() == 0) {
            trouble = Optional.empty();
            LOG.info("Icecast takes audio again");
            move(Phase.SENDING);
        }
    }

    private void move(Phase to) {
        if (phase != to) {
            phase = to;
            since = System.currentTimeMillis();
        }
        onMove.run();
    }

    Phase phase() {
        return phase;
    }

    /** Since when it is in this phase, milliseconds since the epoch. */
    long since() {
        return since;
    }

    /** What is wrong; empty when nothing is. */
    Optional<IcecastTrouble> trouble() {
        return trouble;
    }

    /** Tries in a row that came to nothing. */
    int failures() {
        return trouble.isEmpty() ? 0 : failures;
    }

    long sentBytes() {
        return sentBytes;
    }

    /** Audio left out so far because the server did not take it, milliseconds. */
    long droppedMs() {
        return Math.round(backlog.dropped() * sound.frameMs());
    }

    /** What listeners open. */
    String address() {
        return "http://" + SourceRequest.host(icecast) + icecast.mount();
    }

    /** Closes the connection for good; done when it is. */
    Future<?> stop() {
        stopped = true;
        if (retry >= 0) {
            vertx.cancelTimer(retry);
        }
        Future<?> closed = connection
                .<Future<?>>map(open -> open.close().timeout(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .orElse(Future.succeededFuture());
        return closed.transform(done -> client.close());
    }
}
