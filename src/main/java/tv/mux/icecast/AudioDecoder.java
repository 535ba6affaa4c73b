package tv.mux.icecast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.playout.PcmStretch;
import tv.mux.process.ChildProcess;

/** Makes plain samples of one run's audio, segment after segment, in a child of its own. */
final class AudioDecoder {
    /** What is left to decode takes no longer. */
    private static final long FINISH_MS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(AudioDecoder.class);
    /** A child that does not take a segment in this time hangs. */
    private static final long TAKE_TIMEOUT_MS = 5_000;

    private final PcmStretch stretch;
    private final Future<ChildProcess> spawned;
    private Future<?> fed;
    private Optional<ChildProcess> child = Optional.empty();
    private boolean closed;

    /**
     * Starts one.
     *
     * @param command what FFmpeg is called with
     * @param stretch where the samples go
     */
    AudioDecoder(Vertx vertx, WorkerExecutor workers, List<String> command, PcmStretch stretch) {
        this.stretch = stretch;
        this.spawned = ChildProcess.spawnFilter(
                vertx, workers, command, stretch::offer, line -> LOG.debug("decoder: {}", line));
        this.fed = spawned;
        spawned.onFailure(e -> ended("it cannot be run: " + e.getMessage())).onSuccess(started -> {
            child = Optional.of(started);
            started.exit().onSuccess(code -> ended("exit code " + code));
            if (closed) {
                started.kill();
            }
        });
    }

    private void ended(String how) {
        if (!closed) {
            LOG.warn("Icecast: the decoder has ended by itself ({}); the next segment gets another", how);
        }
        closed = true;
        child = Optional.empty();
        stretch.end();
    }

    /** Feeds it a segment, behind those before. */
    void feed(byte[] segment) {
        fed = fed.compose(before -> spawned)
                .compose(running -> running.write(segment).timeout(TAKE_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .onFailure(e -> child.ifPresent(ChildProcess::kill));
    }

    /** Whether it takes no more. */
    boolean closed() {
        return closed;
    }

    /** Has it give all that it still holds, and end. */
    void finish() {
        if (!closed) {
            closed = true;
            fed.onComplete(done -> child.ifPresent(one -> one.finish(FINISH_MS)));
        }
    }

    /** Ends it at once. */
    void kill() {
        closed = true;
        stretch.end();
        child.ifPresent(ChildProcess::kill);
    }

    /** Done when it is gone. */
    Future<?> gone() {
        return spawned.compose(ChildProcess::exit);
    }
}
