package tv.mux.input.fetch;

import java.time.Duration;
import tv.mux.common.Backoff;
import tv.mux.input.playlist.PlaylistBounds;

/**
 * Time and size limits for reading an input.
 *
 * @param connect maximum time to connect
 * @param name maximum time to resolve a host name
 * @param idle maximum time without received data; for a segment, two target durations if that is longer
 * @param playlist maximum time to fetch a playlist, redirects included
 * @param open maximum time to open an input
 * @param segment maximum time to fetch a segment, redirects included; three target durations if that is longer
 * @param stall maximum time without a change of the playlist; three target durations if that is longer
 * @param aheadSegments maximum number of segments that are buffered for the consumer
 * @param aheadBytes maximum number of bytes that are buffered for the consumer
 * @param segmentBytes maximum size of a segment
 * @param bounds size limits of a playlist
 * @param parse maximum time to parse a playlist
 * @param backoff the waits between attempts
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

    /** The limits of the service. */
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

    /** Returns a copy with another segment size and other playlist bounds. */
    FetchLimits withSizes(int segmentBytes, PlaylistBounds bounds) {
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

    /** Returns the maximum time to fetch a segment, milliseconds. */
    long segmentMs(long targetDurationMs) {
        return Math.max(segment.toMillis(), 3 * targetDurationMs);
    }

    /** Returns the maximum time without received data during the download of a segment, milliseconds. */
    long segmentIdleMs(long targetDurationMs) {
        return Math.max(idle.toMillis(), 2 * targetDurationMs);
    }

    /** Returns the maximum time without a change of the playlist, or without success for one segment, milliseconds. */
    public long stallMs(long targetDurationMs) {
        return Math.max(stall.toMillis(), 3 * targetDurationMs);
    }
}
