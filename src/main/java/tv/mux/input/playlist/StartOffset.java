package tv.mux.input.playlist;

import java.util.List;

/** How far behind an input's live edge a run begins, so that the output neither waits nor runs ahead. */
public final class StartOffset {
    /** What fetching, cutting and announcing take, milliseconds. */
    private static final long MARGIN_MS = 300;

    private StartOffset() {}

    /**
     * How many of the input segments that are listed a run begins with: its first cut must come from what is there
     * already, and its second must be ready when the first has been shown.
     *
     * @param listedMs the durations of the input segments listed, oldest first, milliseconds; not empty
     * @param reloadMs how often its list is read again, milliseconds: a segment may be seen so late
     * @param segmentTimeMs how long an output segment is meant to last, milliseconds
     * @param longestCutMs the longest cut this input has given, milliseconds; 0 when not known
     * @param untilDueMs milliseconds until the output wants the first cut; negative when late
     * @return from 1 to the number of segments listed
     */
    public static int segmentsBehind(
            List<Long> listedMs, long reloadMs, long segmentTimeMs, long longestCutMs, long untilDueMs) {
        long longest = listedMs.stream().mapToLong(Long::longValue).max().orElse(segmentTimeMs);
        long d = Math.max(1, longest);
        long c = longestCutMs > 0 ? longestCutMs : d * ceil(segmentTimeMs, d);
        long firstCut = ceil(c, d) + 1;
        long secondCut = ceil(Math.max(d, reloadMs) + c - untilDueMs + MARGIN_MS, d);
        return (int) Math.min(listedMs.size(), Math.max(1, Math.max(firstCut, secondCut)));
    }

    private static long ceil(long amount, long of) {
        return Math.floorDiv(amount + of - 1, of);
    }
}
