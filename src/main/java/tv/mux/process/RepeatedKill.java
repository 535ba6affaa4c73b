package tv.mux.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;

/**
 * Kills a process and retries until it has exited. A single attempt is not enough: before each signal, the JDK reads
 * {@code /proc/PID/stat} to check that the process id still belongs to the process. Without a free file descriptor it
 * cannot read the file and sends no signal.
 */
public final class RepeatedKill {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedKill.class);
    private static final long FIRST_MS = 50;
    private static final long MAX_MS = 2_000;

    static {
        // Load these classes now: without a free file descriptor, they could not be loaded when a kill fails.
        new Repeats().count("", MonotonicClock.nowMs());
    }

    private final Process process;
    private final Repeats failures = new Repeats();
    private long retryMs = FIRST_MS;

    private RepeatedKill(Process process) {
        this.process = process;
    }

    /** Starts to kill a process without waiting for its exit. The pipes stay open, so the last output can be read. */
    public static void untilExit(Process process) {
        new RepeatedKill(process).kill();
    }

    private void kill() {
        if (!process.isAlive()) {
            return;
        }
        // Process.destroyForcibly would also close the pipes, so use the handle.
        boolean sent = process.toHandle().destroyForcibly();
        if (!sent && process.isAlive()) {
            int attempts = failures.count("kill", MonotonicClock.nowMs());
            if (attempts > 0) {
                LOG.warn(
                        "process {} cannot be killed yet ({} attempts), probably as no file descriptor is free;"
                                + " retrying",
                        process.pid(),
                        attempts);
            }
        }
        long delay = retryMs / 2 + ThreadLocalRandom.current().nextLong(retryMs);
        retryMs = Math.min(2 * retryMs, MAX_MS);
        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(this::kill);
    }
}
