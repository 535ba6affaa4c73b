package tv.mux.switcher;

import java.util.ArrayList;
import java.util.List;

/**
 * Limits how many segments a catch-up publishes at once, so that a player that reloads the playlist once per target
 * duration sees every segment. Within one target duration, at most the playlist's length less three may be published,
 * unless they play as fast as they are published. Pure.
 *
 * @param publishedAt when the latest segments were published, oldest first, milliseconds of the monotonic clock
 * @param playedUntil when the latest segment ends if its playback began at its publication
 */
record BurstLimit(List<Long> publishedAt, long playedUntil) {
    /** State before the first publication. */
    static final BurstLimit NONE = new BurstLimit(List.of(), Long.MIN_VALUE);

    /** Number of segments reserved in the playlist for players that reload late. */
    private static final int RESERVED = 3;

    /** Maximum number of segments that may be published at once, for a playlist of this length. */
    static int maximum(int listSize) {
        return Math.max(1, listSize - RESERVED);
    }

    /** Returns the state after another publication. */
    BurstLimit afterPublication(long now, long durationMs, int listSize) {
        List<Long> times = new ArrayList<>(publishedAt);
        times.add(now);
        int maximum = maximum(listSize);
        return new BurstLimit(
                List.copyOf(times.subList(Math.max(0, times.size() - maximum), times.size())), now + durationMs);
    }

    /** Returns when the next segment may be published. */
    long nextAllowedAt(int listSize, long targetMs) {
        return publishedAt.size() < maximum(listSize)
                ? Long.MIN_VALUE
                : Math.min(playedUntil, publishedAt.get(0) + targetMs);
    }
}
