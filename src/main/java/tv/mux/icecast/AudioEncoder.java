package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.Backoff;
import tv.mux.common.MonotonicClock;
import tv.mux.playout.FrameReader;
import tv.mux.playout.Framing;
import tv.mux.process.ChildProcess;

/**
 * Makes frames of plain samples, in a child that lives as long as this does. One that dies or hangs is replaced; what
 * it held is lost, a few frames.
 */
final class AudioEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(AudioEncoder.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2)).withFirstAtOnce();
    /** A child that is fed and gives no frame for so long hangs. */
    private static final long SILENCE_MS = 2_000;
    /** One that lived so long was well. */
    private static final long WELL_MS = 10_000;
    /** Not having been asked for so long, this one was away itself (the machine was asleep), not the child. */
    private static final long AWAY_MS = 1_000;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final List<String> command;
    private final Framing framing;
    private final Consumer<byte[]> onFrame;
    private final Runnable onEnd;

    private Optional<ChildProcess> child = Optional.empty();
    private Future<?> gone = Future.succeededFuture();
    private String lastWords = "";
    private long spawnedAt;
    private long heardAt;
    private long checkedAt;
    private int failures;
    private boolean busy;
    private boolean stopped;

    /**
     * Starts one.
     *
     * @param command what FFmpeg is called with
     * @param onFrame gets each frame
     * @param onEnd told when a child has ended by itself
     */
    AudioEncoder(
            Vertx vertx,
            WorkerExecutor workers,
            List<String> command,
            Framing framing,
            Consumer<byte[]> onFrame,
            Runnable onEnd) {
        this.vertx = vertx;
        this.workers = workers;
        this.command = command;
        this.framing = framing;
        this.onFrame = onFrame;
        this.onEnd = onEnd;
        spawn();
    }

    private void spawn() {
        if (stopped) {
            return;
        }
        FrameReader frames = new FrameReader(framing);
        lastWords = "";
        spawnedAt = MonotonicClock.nowMs();
        heardAt = spawnedAt;
        gone = ChildProcess.spawnFilter(
                        vertx,
                        workers,
                        command,
                        piece -> {
                            heardAt = MonotonicClock.nowMs();
                            frames.read(piece).forEach(onFrame);
                        },
                        this::said)
                .compose(started -> {
                    child = Optional.of(started);
                    if (stopped) {
                        started.kill();
                    }
                    return started.exit();
                })
                .map(code -> "exit code " + code)
                .otherwise(e -> "it cannot be run: " + e.getMessage())
                .onSuccess(this::ended);
    }

    private void said(String line) {
        LOG.debug("encoder: {}", line);
        if (line.contains("[error]") || line.contains("[fatal]")) {
            lastWords = line;
        }
    }

    private void ended(String how) {
        child = Optional.empty();
        busy = false;
        if (stopped) {
            return;
        }
        failures = MonotonicClock.nowMs() - spawnedAt >= WELL_MS ? 1 : failures + 1;
        if (Integer.bitCount(failures) == 1) {
            LOG.warn(
                    "Icecast: the encoder has ended by itself ({}{}), time {} in a row; another goes on",
                    how,
                    lastWords.isEmpty() ? "" : ", " + lastWords,
                    failures);
        }
        onEnd.run();
        long delay = BACKOFF.delayMs(failures, ThreadLocalRandom.current());
        vertx.runOnContext(v -> {
            if (delay == 0) {
                spawn();
            } else {
                vertx.setTimer(delay, id -> spawn());
            }
        });
    }

    /** Whether it takes samples now: there is a child, and it has taken those before. */
    boolean ready() {
        return child.isPresent() && !busy;
    }

    /** Feeds it. Only when {@link #ready()}. */
    void write(byte[] pcm) {
        busy = true;
        ChildProcess fed = child.orElseThrow();
        fed.write(pcm).onComplete(done -> {
            if (child.filter(present -> present == fed).isPresent()) {
                busy = false;
            }
        });
    }

    /** Ends a child that hangs; to be called now and then. */
    void check() {
        if (MonotonicClock.nowMs() - checkedAt > AWAY_MS) {
            heardAt = MonotonicClock.nowMs();
        }
        checkedAt = MonotonicClock.nowMs();
        if (child.isPresent() && MonotonicClock.nowMs() - heardAt > SILENCE_MS) {
            heardAt = MonotonicClock.nowMs();
            lastWords = "it gave nothing for " + SILENCE_MS + " ms and was killed";
            child.get().kill();
        }
    }

    /** Ends it at once; done when it is gone. */
    Future<?> stop() {
        stopped = true;
        child.ifPresent(ChildProcess::kill);
        return gone;
    }
}
