package tv.mux.common;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: {@code base} after the first failure, doubled with each further one up to
 * {@code cap}, and spread at random so that many who failed together do not come back together.
 *
 * @param base the longest wait after the first failure, more than zero
 * @param cap the longest wait of all, at least {@code base}
 * @param jitter how widely the waits are spread
 * @param firstAtOnce whether the first failure is followed by a try at once; doubling then begins with the second
 */
public record Backoff(Duration base, Duration cap, Jitter jitter, boolean firstAtOnce) {

    /** How widely waits are spread below the doubled one. */
    public enum Jitter {
        /** Between half of it and all of it: never much too soon. */
        HALF,
        /** Between nothing and all of it: the widest spread, for many clients of one server. */
        FULL
    }

    /** Refuses waits that make no sense. */
    public Backoff {
        if (base.toMillis() <= 0 || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("back-off from " + base + " to " + cap);
        }
    }

    /** Half jitter, and no try at once. */
    public Backoff(Duration base, Duration cap) {
        this(base, cap, Jitter.HALF, false);
    }

    /** The same with full jitter. */
    public Backoff withFullJitter() {
        return new Backoff(base, cap, Jitter.FULL, firstAtOnce);
    }

    /** The same, but the first failure is followed by a try at once. */
    public Backoff withFirstAtOnce() {
        return new Backoff(base, cap, jitter, true);
    }

    /**
     * The wait before the next try, in milliseconds, from 0 to {@code cap}.
     *
     * @param failures how many tries in a row have failed, at least 1
     */
    public long delayMs(int failures, RandomGenerator random) {
        if (failures < 1) {
            throw new IllegalArgumentException("nothing has failed: " + failures);
        }
        if (firstAtOnce && failures == 1) {
            return 0;
        }
        long longest = longestMs(firstAtOnce ? failures - 2 : failures - 1);
        long shortest = jitter == Jitter.FULL ? 0 : longest / 2;
        return random.nextLong(shortest, longest + 1);
    }

    private long longestMs(int doublings) {
        long ms = base.toMillis();
        for (int i = 0; i < doublings && ms < cap.toMillis(); i++) {
            // Never past the cap, so never past what a long holds.
            ms = ms > cap.toMillis() / 2 ? cap.toMillis() : ms * 2;
        }
        return ms;
    }
}
