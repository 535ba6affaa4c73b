package tv.mux.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;

/**
 * Marks an input as unfit for a while if its media sequence numbers restart too often, since each restart makes Mux
 * read the whole playlist again. A single restart, as when an encoder restarts, is harmless. Pure; times are
 * milliseconds of a monotonic clock.
 */
final class RenumberingGuard {
    /** Number of restarts within {@link #WITHIN} that make an input unfit. */
    static final int MOST = 3;

    static final Duration WITHIN = Duration.ofSeconds(60);

    private static final Backoff UNFIT = new Backoff(Duration.ofSeconds(20), Duration.ofMinutes(5));

    private final RandomGenerator random;
    private final Deque<Long> restarts = new ArrayDeque<>();
    private int times;
    private long until = Long.MIN_VALUE;
    private String reason = "";

    /** Creates an instance that spreads the unfit time at random. */
    RenumberingGuard(RandomGenerator random) {
        this.random = random;
    }

    /** Records that the numbering has restarted. */
    void startedOver(long now) {
        restarts.addLast(now);
        while (restarts.peekFirst() < now - WITHIN.toMillis()) {
            restarts.removeFirst();
        }
        if (restarts.size() < MOST) {
            return;
        }
        restarts.clear();
        boolean again = until > now - WITHIN.toMillis() * 5;
        times = again ? times + 1 : 1;
        long ms = UNFIT.delayMs(times, random);
        until = now + ms;
        reason = "its numbering has started over " + MOST + " times within " + WITHIN.toSeconds()
                + " s: it is not read for " + ms / 1000 + " s";
    }

    /** Why the input is unfit now; empty if it is not. */
    Optional<String> unfit(long now) {
        return now < until ? Optional.of(reason) : Optional.empty();
    }
}
