package tv.mux;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import tv.mux.config.OutOfMemory;

/**
 * Ends the process when it runs out of memory, so that a supervisor can restart it. Detects an OutOfMemoryError that
 * ends a thread or that a library logs, and a heap so full that the JVM spends most of its time on garbage collection.
 * Vert.x, Netty and Hazelcast log the errors that they catch.
 *
 * <p>A jar cannot set {@code -XX:+ExitOnOutOfMemoryError} for its JVM. If the option is set, it takes effect first.
 */
final class MemoryGuard {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Number of consecutive windows, spent mostly on garbage collection, after which the process ends. */
    private static final int WINDOWS = 3;

    private static final double BUSY_SHARE = 0.9;
    private static final double FULL_SHARE = 0.9;

    private MemoryGuard() {}

    /** Starts the guard, which runs until the process ends. */
    static void install() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            OutOfMemory.check(failure);
            LoggerFactory.getLogger(MemoryGuard.class).error("thread {} has ended", thread.getName(), failure);
        });
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.addTurboFilter(new LoggedErrors());
        }
        Thread thread = new Thread(MemoryGuard::watchCollections, "memory-guard");
        thread.setDaemon(true);
        thread.start();
    }

    /** Checks every logged exception, at any level, even if its logger is off. */
    private static final class LoggedErrors extends TurboFilter {
        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] params, Throwable failure) {
            if (failure != null) {
                OutOfMemory.check(failure);
            } else if (params != null && params.length > 0 && params[params.length - 1] instanceof Throwable last) {
                OutOfMemory.check(last);
            }
            return FilterReply.NEUTRAL;
        }
    }

    /**
     * Watches the garbage collectors: the JVM throws no OutOfMemoryError while each collection frees a little memory.
     */
    private static void watchCollections() {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        Runtime jvm = Runtime.getRuntime();
        int busy = 0;
        long before = collectedMs(collectors);
        long at = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(WINDOW_NANOS);
            long now = System.nanoTime();
            if (now - at < WINDOW_NANOS) {
                continue;
            }
            long collected = collectedMs(collectors);
            double share = (double) TimeUnit.MILLISECONDS.toNanos(collected - before) / (now - at);
            boolean full = jvm.totalMemory() - jvm.freeMemory() > FULL_SHARE * jvm.maxMemory();
            busy = share > BUSY_SHARE && full ? busy + 1 : 0;
            if (busy == WINDOWS) {
                OutOfMemory.end();
            }
            before = collected;
            at = now;
        }
    }

    private static long collectedMs(List<GarbageCollectorMXBean> collectors) {
        long sum = 0;
        for (int i = 0; i < collectors.size(); i++) { // An iterator would need memory.
            sum += Math.max(0, collectors.get(i).getCollectionTime());
        }
        return sum;
    }
}
