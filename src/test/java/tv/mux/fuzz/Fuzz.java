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
 * Runs a fuzzing target: a fixed number of cases in {@code make test}, and as many as fit into {@code -Dfuzz.seconds=N}
 * in {@code make soak}. Every case has its own random generator, so {@code -Dfuzz.seed=N} repeats a failed case first.
 */
public final class Fuzz {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long SECONDS = Long.getLong("fuzz.seconds", 0);
    private static final Duration HANG_TIMEOUT = Duration.ofSeconds(60);

    private Fuzz() {}

    /** Runs one case. Throws if the code under test misbehaves. To reject the input is not a failure. */
    @FunctionalInterface
    public interface Target {
        /** Makes an input from {@code random} and passes it to the code under test. */
        void run(Random random) throws Exception;
    }

    /**
     * Runs the cases one after the other, and prints how many ran.
     *
     * @param name printed with the results
     * @param cases number of cases unless {@code fuzz.seconds} is set
     * @param cpu limit of processor time for one case; does not depend on other load of the machine
     * @throws AssertionError with the seed of the first case that failed, took too long or did not return
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
            long took = task.get(HANG_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (took > cpu.toNanos()) {
                throw new AssertionError(
                        which + ": took " + TimeUnit.NANOSECONDS.toMillis(took) + " ms of processor time");
            }
            return took;
        } catch (ExecutionException e) {
            throw new AssertionError(which + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            AssertionError error = new AssertionError(which + ": did not return within " + HANG_TIMEOUT, e);
            error.setStackTrace(thread.getStackTrace());
            throw error;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(which + ": interrupted", e);
        }
    }
}
