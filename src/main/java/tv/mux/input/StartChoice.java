package tv.mux.input;

import java.util.List;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.StartOffset;

/** Chooses the input segment that a run begins with. */
public final class StartChoice {
    /** Maximum number of segments that the published position may be ahead of a playlist from a lagging replica. */
    static final long MAX_LAG = 3;

    /** Maximum duration of unpublished segments that a run catches up with, milliseconds. */
    static final long MAX_CATCH_UP_MS = 60_000;

    private StartChoice() {}

    /**
     * Returns the media sequence number of the first segment. Its distance from the live edge is that of
     * {@link StartOffset}, but it is neither before the last listed discontinuity nor before the published position. If
     * the output continues with this input, no available segment is skipped. The segment may not be listed yet.
     *
     * @param list a playlist with at least one segment
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
                        start.longestOutputMs(),
                        start.untilDueMs());
        if (!hasPublished(list, start)) {
            return chosen;
        }
        long published = start.published().sequence();
        return start.continues() && published >= discontinuity && durationFrom(list, published) <= MAX_CATCH_UP_MS
                ? published
                : Math.max(chosen, published);
    }

    /**
     * Returns the media sequence number of the last segment that begins at least {@code ms} milliseconds before the end
     * of the list, less one if that segment is listed. Returns the first number if the list is too short.
     */
    public static long rewind(InputPlaylist.Media list, long ms) {
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

    /** Returns the duration of the list from a segment on, milliseconds. */
    public static long durationFrom(InputPlaylist.Media list, long from) {
        return list.segments().stream()
                .filter(segment -> segment.sequence() >= from)
                .mapToLong(InputPlaylist.Entry::durationMs)
                .sum();
    }

    /** Whether a playlist has ended and contains no unpublished segment. */
    public static boolean isOver(InputPlaylist.Media list, InputReader.Start start) {
        return list.ended() && !(hasPublished(list, start) && start.published().sequence() < list.last());
    }

    /**
     * Whether the published position belongs to the numbering of this list; false after the numbering has started over.
     */
    private static boolean hasPublished(InputPlaylist.Media list, InputReader.Start start) {
        return start.published() != null
                && start.published().sequence() >= 0
                && start.published().sequence() <= list.last() + MAX_LAG;
    }
}
