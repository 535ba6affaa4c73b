package tv.mux.ffmpeg;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a process, again and again until its exit is seen. A single SIGKILL may never be sent: to be sure that the process id
 * is still the process's own, the JDK reads {@code /proc/PID/stat} before each signal, and without a free file descriptor it
 * sends none.
 */
final class Kill {
    private static final Logger LOG = LoggerFactory.getLogger(Kill.class);
    private static final long FIRST_MS = 50;
    private static final long MOST_MS = 2_000;

    private final Process process;
    private long againMs = FIRST_MS;
    private boolean logged;

    private Kill(Process process) {
        this.process = process;
    }

    /** Begins to kill a process; does not wait for its end. Its pipes stay open, so that its last words are read. */
    static void untilExit(Process process) {
        new Kill(process).kill();
    }

    private void kill() {
        if (!process.isAlive()) {
            return;
        }
        // The handle, as Process itself would close the pipes too.
        boolean sent = process.toHandle().destroyForcibly();
        if (!sent && !logged && process.isAlive()) {
            logged = true;
            LOG.warn("process {} cannot be killed: no file descriptor is free; tried again until it is", process.pid());
        }
        long delay = againMs / 2 + ThreadLocalRandom.current().nextLong(againMs);
        againMs = Math.min(2 * againMs, MOST_MS);
        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(this::kill);
    }
}
