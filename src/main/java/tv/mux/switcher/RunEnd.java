package tv.mux.switcher;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;

/**
 * What the end of a run means for its input.
 *
 * @param resume whether the next run goes on from it
 * @param nextAt when the next run may begin, milliseconds of the monotonic clock
 * @param failures attempts that failed since the input last delivered
 * @param trouble what is wrong with the input; null when nothing is
 */
record RunEnd(boolean resume, long nextAt, int failures, String trouble) {
    /**
     * Runs of an input begin at least this far apart, so that one that breaks off all the time does not become a loop.
     */
    static final long APART_MS = 500;

    /** Waits between failed attempts, as a rule. */
    static final Backoff RESTART = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3));

    /** The present run has ended as it says. */
    static RunEnd of(SourceRuns runs, RunStatus state, long now, Backoff backoff, RandomGenerator random) {
        if (runs.leaving()) {
            return new RunEnd(false, Long.MAX_VALUE, runs.failures(), null);
        }
        Cause cause = state.cause();
        return switch (cause) {
            case DISCONTINUITY, RESTARTED, GAP, OUTGROWN, STOPPED ->
                new RunEnd(cause.resumable(), Math.max(now, runs.nextAt() + APART_MS), runs.failures(), null);
            case CRASHED, STUCK ->
                runs.failures() == 0
                        ? new RunEnd(true, now, 1, state.detail())
                        : failed(runs, true, state.detail(), now, backoff, random);
            default -> failed(runs, false, state.detail(), now, backoff, random);
        };
    }

    /** Another attempt with an input has failed; the next one comes later than the last. */
    static RunEnd failed(
            SourceRuns runs, boolean resume, String why, long now, Backoff backoff, RandomGenerator random) {
        int failures = runs.failures() + 1;
        return new RunEnd(resume, now + backoff.delayMs(failures, random), failures, why);
    }

    /**
     * Whether a count of failures is told: the first few, and then ever fewer of them, so that nothing floods the log.
     */
    static boolean worthTelling(int failures) {
        return Integer.bitCount(failures) == 1;
    }
}
