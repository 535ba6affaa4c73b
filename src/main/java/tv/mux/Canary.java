package tv.mux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.EventLoops;

/**
 * Logs how long event loops could not run because the machine was busy or the JVM was paused. Tests subtract this time
 * to find event loops that are blocked by their own code. Runs only with the system property {@code mux.blocked.ms}.
 *
 * <p>It adds the time that a hypervisor took (steal) to the larger of two delays: the delay of this thread's own ticks,
 * and the time that a runnable event loop waited for a processor (Linux, {@code /proc/self/task/*}{@code /schedstat}).
 */
final class Canary implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WORTH_LOGGING_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long RELIST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long JIFFY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int STEAL_FIELD = 8;
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path STAT = Path.of("/proc/stat");

    /** Prefix of the event loops' thread names, which the kernel cuts to 15 characters. */
    private static final String THREAD_PREFIX = "vert.x-eventloo";

    private final Map<Path, Long> waited = new HashMap<>();
    private long listedAt;
    private long stolen = stolen();

    private Canary() {}

    /** Starts the thread if {@code mux.blocked.ms} is set. */
    static void start() {
        if (EventLoops.limitMs() > 0) {
            Thread thread = new Thread(new Canary(), "canary");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        long windowAt = System.nanoTime();
        long starved = 0;
        for (long tick = windowAt; !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            long late = now - tick - TICK_NANOS;
            tick = now;
            starved += Math.max(Math.max(0, late), longestWait(now)) + newlyStolen();
            if (now - windowAt >= WINDOW_NANOS) {
                if (starved >= WORTH_LOGGING_NANOS) {
                    LOG.info(
                            "event loops starved for {} ms of the last {} ms", millis(starved), millis(now - windowAt));
                }
                windowAt = now;
                starved = 0;
            }
        }
    }

    /** The longest time in nanoseconds that one event loop waited for a processor since the last call. */
    private long longestWait(long now) {
        if (listedAt == 0 || now - listedAt >= RELIST_NANOS) {
            listedAt = now;
            listEventLoops();
        }
        long longest = 0;
        for (Map.Entry<Path, Long> loop : waited.entrySet()) {
            try {
                long total = Long.parseLong(Files.readString(loop.getKey()).split(" ", 3)[1]);
                longest = Math.max(longest, loop.getValue() == 0 ? 0 : total - loop.getValue());
                loop.setValue(total);
            } catch (IOException | RuntimeException e) {
                loop.setValue(0L); // The thread has ended.
            }
        }
        return longest;
    }

    private void listEventLoops() {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).startsWith(THREAD_PREFIX)) {
                    waited.putIfAbsent(task.resolve("schedstat"), 0L);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the kernel's scheduler statistics cannot be read: {}", e.toString());
        }
    }

    private long newlyStolen() {
        long before = stolen;
        stolen = stolen();
        return Math.max(0, stolen - before);
    }

    private static long stolen() {
        try (var lines = Files.lines(STAT)) {
            String[] fields = lines.findFirst().orElse("").split(" +", STEAL_FIELD + 3);
            return fields.length > STEAL_FIELD ? Long.parseLong(fields[STEAL_FIELD]) * JIFFY_NANOS : 0;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
