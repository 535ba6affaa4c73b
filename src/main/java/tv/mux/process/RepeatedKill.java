package tv.mux.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a process and retries until it has exited. A single attempt is not enough: before each signal, the JDK reads
 * {@code /proc/PID/stat} to check that the process id still belongs to the process. Without a free file descriptor it
 * cannot read the file and sends no signal.
 */
public final class RepeatedKill {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedKill.class);
    private static final long FIRST_MS = 50;
    private static final long MOST_MS = 2_000;

    private final Process process;
    private long againMs = FIRST_MS;
    private boolean logged;

    private RepeatedKill(Process process) {
        this.process = process;
    }

    /** Starts to kill a process and does not wait for its exit. The pipes stay open, so its last output can be read. */
    public static void untilExit(Process process) {
        new RepeatedKill(process).kill();
    }

    private void kill() {
        if (!process.isAlive()) {
            return;
        }
        // Process.destroyForcibly would also close the pipes, so use the handle.
        boolean sent = process.toHandle().destroyForcibly();
        if (!sent && !logged && process.isAlive()) {
            logged = true;
            LOG.warn(
                    "process {} cannot be killed yet, probably as no file descriptor is free; retrying", process.pid());
        }
        long delay = againMs / 2 + ThreadLocalRandom.current().nextLong(againMs);
        againMs = Math.min(2 * againMs, MOST_MS);
        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(this::kill);
    }
}
