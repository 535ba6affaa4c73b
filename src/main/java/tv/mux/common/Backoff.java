package tv.mux.common;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits between tries: {@code base} after the first failure, doubled with each further failure up to {@code cap}.
 * Random jitter spreads them, so that many clients that failed together do not try again together.
 *
 * @param base the maximum wait after the first failure, more than zero
 * @param cap the maximum of all waits, at least {@code base}
 * @param jitter the range of the random waits
 * @param firstAtOnce whether the first failure is followed by a try at once; the wait then doubles from the second
 *     failure on
 */
public record Backoff(Duration base, Duration cap, Jitter jitter, boolean firstAtOnce) {

    /** The range of a random wait below its maximum. */
    public enum Jitter {
        /** From half the maximum to the maximum: no try comes much too early. */
        HALF,
        /** From zero to the maximum: the widest spread, for many clients of one server. */
        FULL
    }

    public Backoff {
        if (base.toMillis() <= 0 || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "back-off from " + base + " to " + cap + ": base must be above zero, and cap at least base");
        }
    }

    /** Creates a back-off with half jitter, without a try at once. */
    public Backoff(Duration base, Duration cap) {
        this(base, cap, Jitter.HALF, false);
    }

    public Backoff withFullJitter() {
        return new Backoff(base, cap, Jitter.FULL, firstAtOnce);
    }

    public Backoff withFirstAtOnce() {
        return new Backoff(base, cap, jitter, true);
    }

    /**
     * Returns the wait before the next try, milliseconds, from 0 to {@code cap}.
     *
     * @param failures number of failed tries in a row, at least 1
     */
    public long delayMs(int failures, RandomGenerator random) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures=" + failures + ": it must be at least 1");
        }
        if (firstAtOnce && failures == 1) {
            return 0;
        }
        long maximum = maximumMs(firstAtOnce ? failures - 2 : failures - 1);
        long minimum = jitter == Jitter.FULL ? 0 : maximum / 2;
        return random.nextLong(minimum, maximum + 1);
    }

    private long maximumMs(int doublings) {
        long ms = base.toMillis();
        for (int i = 0; i < doublings && ms < cap.toMillis(); i++) {
            // The value never exceeds the cap, so it cannot overflow.
            ms = ms > cap.toMillis() / 2 ? cap.toMillis() : ms * 2;
        }
        return ms;
    }
}
