package tv.mux.cleanup;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/**
 * The rule for how long segments are kept. Time is the media time of the stream, so that a wrong system clock has no
 * effect, and no segment expires while nothing is published. Pure.
 */
final class Retention {
    /** Segments are kept for three windows, for players that paused briefly or that use an old copy of the playlist. */
    private static final long WINDOWS = 3;

    /** How far EXTINF, which is rounded, may exceed the target duration (RFC 8216 §4.3.3.1), in milliseconds. */
    private static final long ROUNDING_MS = 499;

    private Retention() {}

    /**
     * The highest media sequence number that has expired; all lower numbers have expired too. A segment expires when it
     * is three windows old and has been out of the playlist for its own duration plus that of the longest playlist that
     * listed it (RFC 8216 §6.2.2). A listed segment never expires.
     *
     * @param segmentTime nominal duration of a segment
     * @return empty if no segment has expired
     */
    static OptionalLong expired(StreamIndex index, Duration segmentTime) {
        List<Segment> segments = index.listed();
        int listSize = index.shape().listSize();
        long targetMs = index.shape().targetDurationSeconds() * 1000L;
        long minimumAgeMs = WINDOWS * listSize * segmentTime.toMillis();
        // An upper bound, because other segments of the playlists that listed the oldest segment are gone already.
        long longestPlaylistMs = listSize * (targetMs + ROUNDING_MS);

        OptionalLong expired = OptionalLong.empty();
        if (segments.isEmpty()) {
            return expired;
        }
        // The present media time is between the beginning and the end of the last segment. Use the lower bound.
        long nowMs = segments.get(segments.size() - 1).dateMs();
        for (int i = 0; i + listSize < segments.size(); i++) {
            Segment segment = segments.get(i);
            Segment successor = segments.get(i + listSize); // replaced the segment in the playlist
            long ageMs = index.nextDateMs() - segment.dateMs();
            long removedMs = nowMs - (successor.dateMs() + successor.durationMs());
            // One target duration more, because segments may be published faster than real time.
            if (ageMs < minimumAgeMs || removedMs < segment.durationMs() + longestPlaylistMs + targetMs) {
                break;
            }
            expired = OptionalLong.of(segment.msn());
        }
        return expired;
    }
}
