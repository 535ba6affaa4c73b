package tv.mux.ffmpeg;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tv.mux.config.Backoff;

/**
 * Holds an input unfit for a while whose numbering starts over again and again: each time all it lists would be read anew.
 * One that does so once, when its encoder restarts, is no worse for it. Pure; times are milliseconds of a monotonic clock.
 */
final class Renumbering {
    /** So many within this time make it unfit. */
    static final int MOST = 3;

    static final Duration WITHIN = Duration.ofSeconds(60);

    private static final Backoff UNFIT = new Backoff(Duration.ofSeconds(20), Duration.ofMinutes(5));

    private final RandomGenerator random;
    private final Deque<Long> restarts = new ArrayDeque<>();
    private int times;
    private long until = Long.MIN_VALUE;
    private String reason = "";

    /** Spreads the time it is unfit at random. */
    Renumbering(RandomGenerator random) {
        this.random = random;
    }

    /** Its numbering has started over. */
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

    /** Why it is unfit now; empty where it is not. */
    Optional<String> unfit(long now) {
        return now < until ? Optional.of(reason) : Optional.empty();
    }
}
