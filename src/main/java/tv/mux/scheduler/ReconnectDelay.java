package tv.mux.scheduler;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;

/** When to try to reach the scheduler again. */
final class ReconnectDelay {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(10);
    private static final Duration LEAST_BASE = Duration.ofMillis(100);
    private static final Duration MOST_BASE = Duration.ofSeconds(60);
    /** For a scheduler that has said there is nothing to hear. */
    private static final Backoff SLOW = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(60));

    private final RandomGenerator random;
    private Backoff backoff = new Backoff(BASE, CAP).withFullJitter();
    private int failures;

    /** With the source of the jitter. */
    ReconnectDelay(RandomGenerator random) {
        this.random = random;
    }

    /** The scheduler's wish for the first wait, in milliseconds; bounded to 100 ms to 60 s. */
    void base(long ms) {
        Duration base = Duration.ofMillis(Math.max(LEAST_BASE.toMillis(), Math.min(MOST_BASE.toMillis(), ms)));
        backoff = new Backoff(base, base.compareTo(CAP) > 0 ? base : CAP).withFullJitter();
    }

    /** The scheduler is well: the next failure is the first again. */
    void reset() {
        failures = 0;
    }

    /** A try has failed, or a connection was lost: how long to wait before the next, in milliseconds. */
    long failed(boolean slowly) {
        failures++;
        return (slowly ? SLOW : backoff).delayMs(failures, random);
    }
}
