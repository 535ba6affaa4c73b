package tv.mux.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a fuzzing target: a fixed number of cases in {@code make test}, as many as fit into {@code -Dfuzz.seconds=N} in
 * {@code make soak}. Every case gets a generator of its own, so {@code -Dfuzz.seed=N} with one case repeats a failure.
 */
public final class Fuzz {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long SECONDS = Long.getLong("fuzz.seconds", 0);
    private static final Duration HUNG = Duration.ofSeconds(60);

    private Fuzz() {}

    /** One case. It throws where the code under test broke a promise; rejecting the input is no failure. */
    @FunctionalInterface
    public interface Target {
        /** Makes an input from {@code random} and hands it to the code under test. */
        void run(Random random) throws Exception;
    }

    /**
     * Runs the cases one after the other, and prints how many ran.
     *
     * @param name printed with the figures
     * @param cases how many run unless {@code fuzz.seconds} is set
     * @param cpu the processor time one case may take; a busy machine does not count against it
     * @throws AssertionError naming the seed of the first case that failed, took too long or never returned
     */
    public static void run(String name, int cases, Duration cpu, Target target) {
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long ran = 0;
        long longest = 0;
        while (SECONDS > 0 ? System.nanoTime() < end : ran < cases) {
            longest = Math.max(longest, runCase(name, first + ran, cpu, target));
            ran++;
        }
        System.out.printf(
                "fuzz %s: %d cases from seed %d, longest %d ms of processor time%n",
                name, ran, first, TimeUnit.NANOSECONDS.toMillis(longest));
    }

    private static long runCase(String name, long seed, Duration cpu, Target target) {
        FutureTask<Long> task = new FutureTask<>(() -> {
            long before = THREADS.getCurrentThreadCpuTime();
            target.run(new Random(seed));
            return THREADS.getCurrentThreadCpuTime() - before;
        });
        Thread thread = new Thread(task, "fuzz-" + name);
        thread.setDaemon(true);
        thread.start();
        String which = name + ", -Dfuzz.seed=" + seed;
        try {
            long took = task.get(HUNG.toSeconds(), TimeUnit.SECONDS);
            if (took > cpu.toNanos()) {
                throw new AssertionError(
                        which + ": took " + TimeUnit.NANOSECONDS.toMillis(took) + " ms of processor time");
            }
            return took;
        } catch (ExecutionException e) {
            throw new AssertionError(which + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            AssertionError hung = new AssertionError(which + ": has not returned after " + HUNG, e);
            hung.setStackTrace(thread.getStackTrace());
            throw hung;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(which + ": interrupted", e);
        }
    }
}
