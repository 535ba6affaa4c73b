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
import tv.mux.common.Repeats;
import tv.mux.playout.FrameReader;
import tv.mux.playout.Framing;
import tv.mux.process.ChildProcess;

/**
 * Encodes PCM to MP3 or AAC frames, in an FFmpeg process that is replaced when it exits or hangs. The few frames that
 * the old process had buffered are lost. Runs on one context.
 */
final class AudioEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(AudioEncoder.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2)).withFirstAtOnce();
    /** A process that writes no frame for this long is killed. */
    private static final long SILENCE_MS = 2_000;
    /** A process that ran for this long ends a row of failures. */
    private static final long STABLE_MS = 10_000;
    /** If {@link #check} was not called for this long, the machine was suspended, and the process does not hang. */
    private static final long SUSPENDED_MS = 1_000;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final List<String> command;
    private final Framing framing;
    private final Consumer<byte[]> onFrame;
    private final Runnable onExit;
    private final Repeats repeats = new Repeats();

    private Optional<ChildProcess> child = Optional.empty();
    private Future<?> exited = Future.succeededFuture();
    private String lastError = "";
    private long startedAtMs;
    private long lastOutputMs;
    private long lastCheckMs;
    private int failures;
    private boolean writing;
    private boolean stopped;

    /**
     * Starts the process.
     *
     * @param command the FFmpeg command line
     * @param onFrame receives each frame
     * @param onExit called when the process has exited unexpectedly
     */
    AudioEncoder(
            Vertx vertx,
            WorkerExecutor workers,
            List<String> command,
            Framing framing,
            Consumer<byte[]> onFrame,
            Runnable onExit) {
        this.vertx = vertx;
        this.workers = workers;
        this.command = command;
        this.framing = framing;
        this.onFrame = onFrame;
        this.onExit = onExit;
        startProcess();
    }

    private void startProcess() {
        if (stopped) {
            return;
        }
        FrameReader frames = new FrameReader(framing);
        lastError = "";
        startedAtMs = MonotonicClock.nowMs();
        lastOutputMs = startedAtMs;
        exited = ChildProcess.spawnFilter(
                        vertx,
                        workers,
                        command,
                        bytes -> {
                            lastOutputMs = MonotonicClock.nowMs();
                            frames.read(bytes).forEach(onFrame);
                        },
                        this::onStderr)
                .compose(process -> {
                    child = Optional.of(process);
                    if (stopped) {
                        process.kill();
                    }
                    return process.exit();
                })
                .map(code -> "exit code " + code)
                .otherwise(e -> "FFmpeg cannot be started: " + e.getMessage())
                .onSuccess(this::exited);
    }

    private void onStderr(String line) {
        LOG.debug("encoder: {}", line);
        if (line.contains("[error]") || line.contains("[fatal]")) {
            lastError = line;
        }
    }

    private void exited(String reason) {
        child = Optional.empty();
        writing = false;
        if (stopped) {
            return;
        }
        long now = MonotonicClock.nowMs();
        if (now - startedAtMs >= STABLE_MS) {
            failures = 0;
            repeats.reset();
        }
        failures++;
        if (repeats.count(reason, now) > 0) {
            LOG.warn(
                    "Icecast: the audio encoder exited unexpectedly ({}{}), failure {} in a row; starting another",
                    reason,
                    lastError.isEmpty() ? "" : ", " + lastError,
                    failures);
        }
        onExit.run();
        long delay = BACKOFF.delayMs(failures, ThreadLocalRandom.current());
        vertx.runOnContext(v -> {
            if (delay == 0) {
                startProcess();
            } else {
                vertx.setTimer(delay, id -> startProcess());
            }
        });
    }

    /** Whether {@link #write} may be called: the process runs, and has read what was written before. */
    boolean ready() {
        return child.isPresent() && !writing;
    }

    /** Writes PCM to the process. Requires {@link #ready}. */
    void write(byte[] pcm) {
        writing = true;
        ChildProcess process = child.orElseThrow();
        process.write(pcm).onComplete(done -> {
            if (child.filter(present -> present == process).isPresent()) {
                writing = false;
            }
        });
    }

    /** Kills a process that hangs. Must be called several times a second. */
    void check() {
        long now = MonotonicClock.nowMs();
        if (now - lastCheckMs > SUSPENDED_MS) {
            lastOutputMs = now;
        }
        lastCheckMs = now;
        if (child.isPresent() && now - lastOutputMs > SILENCE_MS) {
            lastOutputMs = now;
            lastError = "killed because it wrote nothing for " + SILENCE_MS + " ms";
            child.get().kill();
        }
    }

    /** Kills the process; completes when it has exited. */
    Future<?> stop() {
        stopped = true;
        child.ifPresent(ChildProcess::kill);
        return exited;
    }
}
