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
import tv.mux.common.Repeats;
import tv.mux.config.Config;
import tv.mux.playout.FrameBacklog;
import tv.mux.playout.OutputFormat;
import tv.mux.status.IcecastStatus.Phase;

/**
 * The source client of one mount. Keeps one connection to the server, reconnects when it is lost, and queues a bounded
 * number of frames while the server accepts none. Runs on one context.
 */
final class IcecastSource {
    private static final Logger LOG = LoggerFactory.getLogger(IcecastSource.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    /**
     * Back-off while another source has the mount. Icecast frees a mount after its source time-out, by default 10 s,
     * and until then listeners are on the fallback mount.
     */
    private static final Backoff TAKEN_BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2));

    private static final long CHECK_MS = 500;
    /** A write queue that is full for this long is reported. */
    private static final long STALLED_MS = 5_000;
    /** A write queue that is full for this long closes the connection. Players keep playing over shorter stalls. */
    private static final long GIVE_UP_MS = 60_000;
    /** A connection that lasted this long ends a row of failures. */
    private static final long STABLE_MS = 10_000;

    /** Maximum audio that is queued while the server accepts none. */
    private static final double BACKLOG_MS = 10_000;
    /** Queued audio that is still sent on a new connection. */
    private static final double FRESH_MS = 500;

    private static final long CLOSE_TIMEOUT_MS = 1_000;

    private final Vertx vertx;
    private final Config.Icecast icecast;
    private final OutputFormat format;
    private final IcecastMetrics metrics;
    private final Runnable onChange;
    private final NetClient client;
    private final FrameBacklog backlog;
    private final Repeats repeats = new Repeats();

    private Optional<SourceConnection> connection = Optional.empty();
    private Optional<SourceFailure> failure = Optional.empty();
    private Phase phase = Phase.CONNECTING;
    private long phaseSince = System.currentTimeMillis();
    private long connectedAtMs;
    private int failures;
    private long sentBytes;
    private long retryTimer = -1;
    private boolean stopped;

    /**
     * Starts to connect.
     *
     * @param onChange runs after each change of the state that this class reports
     */
    IcecastSource(Vertx vertx, Config.Icecast icecast, OutputFormat format, IcecastMetrics metrics, Runnable onChange) {
        this.vertx = vertx;
        this.icecast = icecast;
        this.format = format;
        this.metrics = metrics;
        this.onChange = onChange;
        this.client = SourceConnection.client(vertx);
        this.backlog = new FrameBacklog((int) (BACKLOG_MS / format.frameMs()));
        vertx.setPeriodic(CHECK_MS, id -> checkStalled());
        connect();
    }

    private void connect() {
        SourceConnection.open(client, icecast, SourceRequest.head(icecast, format))
                .onSuccess(this::connected)
                .onFailure(e -> failed(
                        e instanceof SourceConnection.FailedException failed
                                ? failed.failure()
                                : SourceFailure.of(e, icecast.host(), icecast.port())));
    }

    private void connected(SourceConnection opened) {
        if (stopped) {
            opened.close();
            return;
        }
        connection = Optional.of(opened);
        connectedAtMs = MonotonicClock.nowMs();
        failure = Optional.empty();
        metrics.connected();
        repeats.recovered(connectedAtMs);
        LOG.info("Icecast: connected; listeners can hear the output at {}", address());
        opened.onDrain(this::sendBacklog);
        opened.onClosed(cause -> closed(opened, cause));
        backlog.keep((int) (FRESH_MS / format.frameMs()));
        setPhase(Phase.SENDING);
        sendBacklog();
    }

    private void closed(SourceConnection closed, String cause) {
        if (connection.filter(present -> present == closed).isPresent()) {
            failed(new SourceFailure(
                    SourceFailure.Reason.LOST,
                    "the server closed the connection" + (cause.isEmpty() ? "" : " (" + cause + ")")));
        }
    }

    private void failed(SourceFailure reported) {
        if (stopped) {
            return;
        }
        boolean wasStable = connection.isPresent() && MonotonicClock.nowMs() - connectedAtMs >= STABLE_MS;
        failures = wasStable ? 1 : failures + 1;
        connection = Optional.empty();
        failure = Optional.of(reported);
        metrics.failed(reported.reason());
        log(reported);
        Backoff backoff = reported.reason() == SourceFailure.Reason.TAKEN ? TAKEN_BACKOFF : BACKOFF;
        retryTimer = vertx.setTimer(backoff.delayMs(failures, ThreadLocalRandom.current()), id -> connect());
        setPhase(Phase.CONNECTING);
    }

    private void log(SourceFailure reported) {
        int count = repeats.count(reported.reason().tag(), MonotonicClock.nowMs());
        if (count > 0) {
            LOG.warn(
                    "Icecast gets no audio at {}: {}{}; Mux tries again, and the HLS output is not affected",
                    address(),
                    reported.message(),
                    count > 1 ? " (" + count + " times so far)" : "");
        } else {
            LOG.debug("Icecast gets no audio at {}: {}", address(), reported.message());
        }
    }

    private void checkStalled() {
        long stalledMs = connection.map(SourceConnection::stalledMs).orElse(0L);
        if (stalledMs >= GIVE_UP_MS) {
            SourceConnection stalled = connection.orElseThrow();
            failed(new SourceFailure(
                    SourceFailure.Reason.STALLED, "the server accepted no audio for " + stalledMs / 1000 + " s"));
            stalled.close();
        } else if (stalledMs >= STALLED_MS && phase == Phase.SENDING) {
            SourceFailure stalled = new SourceFailure(
                    SourceFailure.Reason.STALLED, "the connection is open, and the server accepts no audio");
            failure = Optional.of(stalled);
            log(stalled);
            setPhase(Phase.STALLED);
        }
    }

    /** Sends a frame, or queues it if the server accepts none now. A full queue drops its oldest frame. */
    void send(byte[] frame) {
        long before = backlog.dropped();
        backlog.add(frame);
        metrics.dropped((backlog.dropped() - before) * format.frameMs() / 1000);
        sendBacklog();
    }

    private void sendBacklog() {
        if (connection.isEmpty()) {
            return;
        }
        SourceConnection open = connection.get();
        while (!backlog.isEmpty() && open.writable()) {
            byte[] frame = backlog.next().orElseThrow();
            open.send(frame);
            sentBytes += frame.length;
            metrics.sent(frame.length);
        }
        if (phase == Phase.STALLED && open.stalledMs() == 0) {
            failure = Optional.empty();
            LOG.info("Icecast accepts audio again at {}", address());
            setPhase(Phase.SENDING);
        }
    }

    private void setPhase(Phase newPhase) {
        if (phase != newPhase) {
            phase = newPhase;
            phaseSince = System.currentTimeMillis();
        }
        onChange.run();
    }

    Phase phase() {
        return phase;
    }

    /** When the present phase began, in milliseconds since the epoch. */
    long phaseSince() {
        return phaseSince;
    }

    /** The present failure; empty while the server accepts audio, and before the first attempt has failed. */
    Optional<SourceFailure> failure() {
        return failure;
    }

    /** The number of failures in a row; 0 if there is no present failure. */
    int failures() {
        return failure.isEmpty() ? 0 : failures;
    }

    long sentBytes() {
        return sentBytes;
    }

    /** The audio dropped so far because the server did not accept it, in milliseconds. */
    long droppedMs() {
        return Math.round(backlog.dropped() * format.frameMs());
    }

    /** The URL that listeners open. */
    String address() {
        return "http://" + SourceRequest.host(icecast) + icecast.mount();
    }

    /** Closes the connection, and does not reconnect. */
    Future<?> stop() {
        stopped = true;
        if (retryTimer >= 0) {
            vertx.cancelTimer(retryTimer);
        }
        Future<?> closed = connection
                .<Future<?>>map(open -> open.close().timeout(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .orElse(Future.succeededFuture());
        return closed.transform(done -> client.close());
    }
}
