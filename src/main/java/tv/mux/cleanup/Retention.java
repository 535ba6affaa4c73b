package tv.mux.cleanup;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/**
 * How long segments are kept. Time is the stream's own, which moves with what is published: a clock that is set neither
 * keeps nor drops anything, and while nothing is published nothing goes.
 */
final class Retention {
    /**
     * Three windows: who paused a little while, or joined from an old copy of the playlist, still finds its segments.
     */
    private static final long WINDOWS = 3;

    /** How far EXTINF may be above the target duration and still round to it (RFC 8216 §4.3.3.1), milliseconds. */
    private static final long ROUNDING_MS = 499;

    private Retention() {}

    /**
     * The highest media sequence number that need not be kept; only the oldest in a row expire, and nothing that is
     * listed. A segment is kept until it is three windows old and, as RFC 8216 §6.2.2 demands, has been out of the
     * window for its own duration and that of the longest playlist that listed it.
     *
     * @param entry the log
     * @param segmentTime how long a segment is meant to last
     * @return empty when all must be kept
     */
    static OptionalLong expired(StreamIndex entry, Duration segmentTime) {
        List<Segment> segments = entry.listed();
        int listSize = entry.shape().listSize();
        long targetMs = entry.shape().targetDurationSeconds() * 1000L;
        long keptMs = WINDOWS * listSize * segmentTime.toMillis();
        // An upper bound: most of the playlists that listed the oldest segment held others that are gone.
        long longestPlaylistMs = listSize * (targetMs + ROUNDING_MS);

        OptionalLong expired = OptionalLong.empty();
        if (segments.isEmpty()) {
            return expired;
        }
        // The last one was published when it began or when it ended, whichever says less has passed.
        long nowMs = segments.get(segments.size() - 1).dateMs();
        for (int i = 0; i + listSize < segments.size(); i++) {
            Segment segment = segments.get(i);
            Segment successor = segments.get(i + listSize); // took its place in the window when it was published, whole
            long age = entry.nextDateMs() - segment.dateMs();
            long out = nowMs - (successor.dateMs() + successor.durationMs());
            // One target duration more: segments may be published faster than time passes.
            if (age < keptMs || out < segment.durationMs() + longestPlaylistMs + targetMs) {
                break;
            }
            expired = OptionalLong.of(segment.msn());
        }
        return expired;
    }
}
