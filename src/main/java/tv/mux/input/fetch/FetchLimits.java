package tv.mux.input.fetch;

import java.time.Duration;
import tv.mux.common.Backoff;
import tv.mux.input.playlist.PlaylistBounds;

/**
 * The bounds within which an input is read.
 *
 * @param connect to have a connection
 * @param name to resolve a host name
 * @param idle without a byte coming; for a segment, if two target durations are less
 * @param playlist to fetch a playlist, redirects included
 * @param open to begin reading an input
 * @param segment to fetch a segment, redirects included, if three target durations are less
 * @param stall for a playlist that does not change, if three target durations are less
 * @param aheadSegments segments fetched ahead of what was handed out
 * @param aheadBytes bytes fetched ahead of what was handed out
 * @param segmentBytes maximum size of a segment
 * @param bounds size limits of a playlist
 * @param parse time to parse a playlist
 * @param backoff between tries
 */
public record FetchLimits(
        Duration connect,
        Duration name,
        Duration idle,
        Duration playlist,
        Duration open,
        Duration segment,
        Duration stall,
        int aheadSegments,
        int aheadBytes,
        int segmentBytes,
        PlaylistBounds bounds,
        Duration parse,
        Backoff backoff) {

    /** What holds in the service. */
    public static final FetchLimits SERVICE = new FetchLimits(
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(6),
            6,
            64 << 20,
            64 << 20,
            PlaylistBounds.SERVICE,
            Duration.ofSeconds(2),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2)));

    /** Returns these limits with another segment size and other playlist bounds. */
    FetchLimits within(int segmentBytes, PlaylistBounds bounds) {
        return new FetchLimits(
                connect,
                name,
                idle,
                playlist,
                open,
                segment,
                stall,
                aheadSegments,
                aheadBytes,
                segmentBytes,
                bounds,
                parse,
                backoff);
    }

    /** How long fetching a segment may take, milliseconds. */
    long segmentMs(long targetDurationMs) {
        return Math.max(segment.toMillis(), 3 * targetDurationMs);
    }

    /** How long a segment may be on its way without a byte coming, milliseconds. */
    long segmentIdleMs(long targetDurationMs) {
        return Math.max(idle.toMillis(), 2 * targetDurationMs);
    }

    /** How long the input may stand still, or keep one segment back, milliseconds. */
    public long stallMs(long targetDurationMs) {
        return Math.max(stall.toMillis(), 3 * targetDurationMs);
    }
}
