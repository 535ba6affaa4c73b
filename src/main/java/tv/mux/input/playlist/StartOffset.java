package tv.mux.input.playlist;

import java.util.List;

/** Computes how far behind an input's live edge a run begins, so that the output neither waits nor runs ahead. */
public final class StartOffset {
    /** Time to fetch a segment and to produce and announce an output segment, milliseconds. */
    private static final long MARGIN_MS = 300;

    private StartOffset() {}

    /**
     * Returns the number of listed input segments that a run begins with. The first output segment must come from
     * segments that are listed already. The second one must be ready when the first one ends.
     *
     * @param listedMs the durations of the listed input segments, oldest first, milliseconds; not empty
     * @param reloadMs the reload interval of the playlist, milliseconds: a new segment may be noticed this late
     * @param segmentTimeMs the nominal duration of an output segment, milliseconds
     * @param longestOutputMs the longest output segment from this input so far, milliseconds; 0 if unknown
     * @param untilDueMs milliseconds until the first output segment is due; negative if it is late
     * @return from 1 to the number of listed segments
     */
    public static int segmentsBehind(
            List<Long> listedMs, long reloadMs, long segmentTimeMs, long longestOutputMs, long untilDueMs) {
        long longest = listedMs.stream().mapToLong(Long::longValue).max().orElse(segmentTimeMs);
        long inputMs = Math.max(1, longest);
        long outputMs = longestOutputMs > 0 ? longestOutputMs : inputMs * ceilDiv(segmentTimeMs, inputMs);
        long forFirst = ceilDiv(outputMs, inputMs) + 1;
        long forSecond = ceilDiv(Math.max(inputMs, reloadMs) + outputMs - untilDueMs + MARGIN_MS, inputMs);
        return (int) Math.min(listedMs.size(), Math.max(1, Math.max(forFirst, forSecond)));
    }

    private static long ceilDiv(long dividend, long divisor) {
        return Math.floorDiv(dividend + divisor - 1, divisor);
    }
}
