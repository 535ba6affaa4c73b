package tv.mux.switcher;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;

/**
 * What follows for a source when one of its runs ends.
 *
 * @param resume whether the next run resumes the ended one
 * @param nextAt when the next run may begin, milliseconds of the monotonic clock
 * @param failures failed attempts since the input last delivered
 * @param trouble what is wrong with the input; null if nothing is
 */
record RunEnd(boolean resume, long nextAt, int failures, String trouble) {
    /**
     * Minimum time between the starts of two runs of an input, so that an input with many seams causes no busy loop.
     */
    static final long MIN_INTERVAL_MS = 500;

    /** Waits between failed attempts, unless the transition mode needs longer ones. */
    static final Backoff RESTART = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3));

    /** Returns what follows from the reported end of the current run. */
    static RunEnd of(SourceRuns runs, RunStatus status, long now, Backoff backoff, RandomGenerator random) {
        if (runs.finishing()) {
            return new RunEnd(false, Long.MAX_VALUE, runs.failures(), null);
        }
        Cause cause = status.cause();
        return switch (cause) {
            case DISCONTINUITY, RESTARTED, GAP, OUTGROWN, STOPPED ->
                new RunEnd(cause.resumable(), Math.max(now, runs.nextAt() + MIN_INTERVAL_MS), runs.failures(), null);
            case CRASHED, STUCK ->
                runs.failures() == 0
                        ? new RunEnd(true, now, 1, status.detail())
                        : failed(runs, true, status.detail(), now, backoff, random);
            default -> failed(runs, false, status.detail(), now, backoff, random);
        };
    }

    /** Returns what follows from another failed attempt: the next one begins after a longer wait. */
    static RunEnd failed(
            SourceRuns runs, boolean resume, String why, long now, Backoff backoff, RandomGenerator random) {
        int failures = runs.failures() + 1;
        return new RunEnd(resume, now + backoff.delayMs(failures, random), failures, why);
    }
}
