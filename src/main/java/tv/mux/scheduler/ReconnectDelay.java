package tv.mux.scheduler;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;

/** Computes the wait before the next connection to the scheduler. */
final class ReconnectDelay {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(10);
    private static final Duration MIN_BASE = Duration.ofMillis(100);
    private static final Duration MAX_BASE = Duration.ofSeconds(60);
    /** Waits after a response 204: the scheduler has no events. */
    private static final Backoff NO_CONTENT = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(60));

    private final RandomGenerator random;
    private Backoff backoff = new Backoff(BASE, CAP).withFullJitter();
    private int failures;

    ReconnectDelay(RandomGenerator random) {
        this.random = random;
    }

    /** Sets the first wait to what the scheduler asks for, milliseconds; limited to 100 ms to 60 s. */
    void setBase(long ms) {
        Duration base = Duration.ofMillis(Math.max(MIN_BASE.toMillis(), Math.min(MAX_BASE.toMillis(), ms)));
        backoff = new Backoff(base, base.compareTo(CAP) > 0 ? base : CAP).withFullJitter();
    }

    /** Forgets all failures after a success. */
    void reset() {
        failures = 0;
    }

    /**
     * Counts a failed try or a lost connection.
     *
     * @param noContent whether the response was 204
     * @return wait before the next try, milliseconds
     */
    long failed(boolean noContent) {
        failures++;
        return (noContent ? NO_CONTENT : backoff).delayMs(failures, random);
    }
}
