package tv.mux.input;

import java.util.List;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.StartOffset;

/** Which input segment a run begins with. */
public final class StartChoice {
    /** How far ahead of the list what was shown may be: one list may lag behind another by that much. */
    static final long LAG = 3;

    /** More than this is not caught up with where the output goes on, milliseconds: it would come in a flood. */
    static final long MOST_MS = 60_000;

    private StartChoice() {}

    /**
     * The media sequence number to begin with: as far behind the live edge as the pacing wants, but not before the last
     * discontinuity listed, and nothing before what was shown. Where the output goes on with this
     * input, nothing is left out. It may be one that is not listed yet.
     *
     * @param list has at least one segment
     */
    public static long first(InputPlaylist.Media list, InputReader.Start start) {
        long discontinuity = list.segments().stream()
                .filter(InputPlaylist.Entry::discontinuity)
                .mapToLong(InputPlaylist.Entry::sequence)
                .max()
                .orElse(list.first());
        List<Long> durations = list.segments().stream()
                .filter(segment -> segment.sequence() >= discontinuity)
                .map(InputPlaylist.Entry::durationMs)
                .toList();
        long chosen = list.last()
                + 1
                - StartOffset.segmentsBehind(
                        durations,
                        list.targetDurationMs(),
                        start.segmentTimeMs(),
                        start.longestCutMs(),
                        start.untilDueMs());
        if (!shown(list, start)) {
            return chosen;
        }
        long shown = start.shown().sequence();
        return start.goesOn() && shown >= discontinuity && fromMs(list, shown) <= MOST_MS
                ? shown
                : Math.max(chosen, shown);
    }

    /**
     * The media sequence number to begin with so as to go back so far from the end of the list, and one segment
     * further.
     */
    public static long back(InputPlaylist.Media list, long ms) {
        long first = list.last();
        long listedMs = durationMs(list, first);
        while (first > list.first() && listedMs < ms) {
            first--;
            listedMs += durationMs(list, first);
        }
        return Math.max(list.first(), first - 1);
    }

    private static long durationMs(InputPlaylist.Media list, long sequence) {
        return list.segment(sequence).map(InputPlaylist.Entry::durationMs).orElse(0L);
    }

    /** How much there is from a segment on, milliseconds. */
    public static long fromMs(InputPlaylist.Media list, long from) {
        return list.segments().stream()
                .filter(segment -> segment.sequence() >= from)
                .mapToLong(InputPlaylist.Entry::durationMs)
                .sum();
    }

    /** Whether a list that has ended holds nothing that was not shown. */
    public static boolean over(InputPlaylist.Media list, InputReader.Start start) {
        return list.ended() && !(shown(list, start) && start.shown().sequence() < list.last());
    }

    /** Whether what was shown is a place in this list's numbering; not so when the numbering has started over. */
    private static boolean shown(InputPlaylist.Media list, InputReader.Start start) {
        return start.shown() != null
                && start.shown().sequence() >= 0
                && start.shown().sequence() <= list.last() + LAG;
    }
}
