package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.playout.PcmSection;
import tv.mux.process.ChildProcess;

/** Decodes the audio of one run's segments to PCM, in an FFmpeg process of its own. Runs on one context. */
final class AudioDecoder {
    /** Maximum time for the process to decode what it has buffered and exit. */
    private static final long FINISH_MS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(AudioDecoder.class);
    /** A process that does not read a segment within this time is killed. */
    private static final long WRITE_TIMEOUT_MS = 5_000;

    private final PcmSection output;
    private final Future<ChildProcess> started;
    private Future<?> written;
    private Optional<ChildProcess> child = Optional.empty();
    private boolean closed;

    /**
     * Starts the process.
     *
     * @param command the FFmpeg command line
     * @param output receives the decoded PCM
     */
    AudioDecoder(Vertx vertx, WorkerExecutor workers, List<String> command, PcmSection output) {
        this.output = output;
        this.started = ChildProcess.spawnFilter(
                vertx, workers, command, output::decoded, line -> LOG.debug("decoder: {}", line));
        this.written = started;
        started.onFailure(e -> exited("FFmpeg cannot be started: " + e.getMessage()))
                .onSuccess(process -> {
                    child = Optional.of(process);
                    process.exit().onSuccess(code -> exited("exit code " + code));
                    if (closed) {
                        process.kill();
                    }
                });
    }

    private void exited(String reason) {
        if (!closed) {
            LOG.warn("Icecast: the audio decoder exited unexpectedly ({}); the next segment starts another", reason);
        }
        closed = true;
        child = Optional.empty();
        output.end();
    }

    /** Queues a segment for decoding. */
    void decode(byte[] segment) {
        written = written.compose(before -> started)
                .compose(process -> process.write(segment).timeout(WRITE_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .onFailure(e -> child.ifPresent(ChildProcess::kill));
    }

    /** Whether this decoder accepts no further segments. */
    boolean closed() {
        return closed;
    }

    /** Accepts no further segments. The process decodes what is queued, then exits. */
    void finish() {
        if (!closed) {
            closed = true;
            written.onComplete(done -> child.ifPresent(process -> process.finish(FINISH_MS)));
        }
    }

    /** Kills the process, and discards what is queued. */
    void kill() {
        closed = true;
        output.end();
        child.ifPresent(ChildProcess::kill);
    }

    /** Completes when the process has exited; fails if it could not be started. */
    Future<?> exit() {
        return started.compose(ChildProcess::exit);
    }
}
