package tv.mux.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a catch-up within what a player gets to see: between two reloads, a target duration apart, no more segments leave
 * faster than they play than the list holds, less three. Pure.
 *
 * @param left when the last segments left, oldest first, milliseconds of the monotonic clock
 * @param playedAt when the last one has been played, where playback began as it left
 */
record Burst(List<Long> left, long playedAt) {
    /** Nothing has left yet. */
    static final Burst NONE = new Burst(List.of(), Long.MIN_VALUE);

    /** So many segments of a list stay listed for a player that reloads late. */
    private static final int SPARE = 3;

    /** How many segments may leave at once with lists of this length. */
    static int most(int listSize) {
        return Math.max(1, listSize - SPARE);
    }

    /** With another segment gone. */
    Burst and(long now, long durationMs, int listSize) {
        List<Long> times = new ArrayList<>(left);
        times.add(now);
        int most = most(listSize);
        return new Burst(List.copyOf(times.subList(Math.max(0, times.size() - most), times.size())), now + durationMs);
    }

    /** When the next segment may leave. */
    long nextAt(int listSize, long targetMs) {
        return left.size() < most(listSize) ? Long.MIN_VALUE : Math.min(playedAt, left.get(0) + targetMs);
    }
}
