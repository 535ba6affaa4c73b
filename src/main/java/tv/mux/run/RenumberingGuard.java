package tv.mux.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;

/**
 * Marks an input as unfit for a while if its media sequence numbers restart too often, since each restart makes Mux
 * read the whole playlist again. A single restart, as when an encoder restarts, is harmless. Pure. Times are in
 * milliseconds of a monotonic clock.
 */
final class RenumberingGuard {
    /** Number of restarts within {@link #WINDOW} that make an input unfit. */
    static final int MAX_RESTARTS = 3;

    static final Duration WINDOW = Duration.ofSeconds(60);

    private static final Backoff UNFIT_TIME = new Backoff(Duration.ofSeconds(20), Duration.ofMinutes(5));

    private final RandomGenerator random;
    private final Deque<Long> restarts = new ArrayDeque<>();
    private int timesUnfit;
    private long unfitUntil = Long.MIN_VALUE;
    private String reason = "";

    /** Creates a guard that spreads the unfit times at random. */
    RenumberingGuard(RandomGenerator random) {
        this.random = random;
    }

    /** Records that the numbering has restarted. */
    void recordRestart(long now) {
        restarts.addLast(now);
        while (restarts.peekFirst() < now - WINDOW.toMillis()) {
            restarts.removeFirst();
        }
        if (restarts.size() < MAX_RESTARTS) {
            return;
        }
        restarts.clear();
        boolean recently = unfitUntil > now - WINDOW.toMillis() * 5;
        timesUnfit = recently ? timesUnfit + 1 : 1;
        long ms = UNFIT_TIME.delayMs(timesUnfit, random);
        unfitUntil = now + ms;
        reason = "its numbering has started over " + MAX_RESTARTS + " times within " + WINDOW.toSeconds()
                + " s: it is not read for " + ms / 1000 + " s";
    }

    /** Returns why the input is unfit now; empty if it is not. */
    Optional<String> unfit(long now) {
        return now < unfitUntil ? Optional.of(reason) : Optional.empty();
    }
}
