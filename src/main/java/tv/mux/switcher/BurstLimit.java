package tv.mux.switcher;

import java.util.ArrayList;
import java.util.List;

/**
 * Limits how many segments a catch-up publishes at once, so that a player that reloads the playlist once per target
 * duration sees every segment. Within one target duration, at most the playlist's length less three may be published,
 * unless they play as fast as they are published. Pure.
 *
 * @param left times at which the latest segments were published, oldest first, milliseconds of the monotonic clock
 * @param playedAt when the latest segment ends, if its playback began at its publication
 */
record BurstLimit(List<Long> left, long playedAt) {
    /** State before the first publication. */
    static final BurstLimit NONE = new BurstLimit(List.of(), Long.MIN_VALUE);

    /** Number of segments reserved in the playlist for players that reload late. */
    private static final int SPARE = 3;

    /** Maximum number of segments that may be published at once, for a playlist of this length. */
    static int most(int listSize) {
        return Math.max(1, listSize - SPARE);
    }

    /** Returns the state after another publication. */
    BurstLimit and(long now, long durationMs, int listSize) {
        List<Long> times = new ArrayList<>(left);
        times.add(now);
        int most = most(listSize);
        return new BurstLimit(
                List.copyOf(times.subList(Math.max(0, times.size() - most), times.size())), now + durationMs);
    }

    /** When the next segment may be published. */
    long nextAt(int listSize, long targetMs) {
        return left.size() < most(listSize) ? Long.MIN_VALUE : Math.min(playedAt, left.get(0) + targetMs);
    }
}
