package tv.mux.normalise;

import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;

/**
 * Checks that the key frames of an input are close enough to one another. Without transcoding, a segment can begin at a
 * key frame only. Pure.
 */
public final class KeyFrameSpacing {
    /** A segment's duration is rounded to seconds before it is compared with the target (RFC 8216 §4.3.3.1). */
    private static final long ROUNDING_MS = 500;

    private final long targetMs;
    private Long last;

    /**
     * Creates the check of one input.
     *
     * @param targetMs maximum duration of an output segment, in milliseconds
     */
    public KeyFrameSpacing(long targetMs) {
        this.targetMs = targetMs;
    }

    /** Checks the next piece; returns why the key frames are too far apart, or nothing if they are not. */
    public Optional<String> tooFarApart(Piece piece) {
        Track video = piece.video().orElse(null);
        if (video == null) {
            return Optional.empty();
        }
        if (last == null) {
            // If the input begins between two key frames, there is none before its first picture.
            last = video.first();
        }
        for (long key : video.keys()) {
            Optional<String> wrong = tooFarApart(Stamp.minus(key, last));
            if (wrong.isPresent()) {
                return wrong;
            }
            last = key;
        }
        return tooFarApart(Stamp.minus(video.end(), last));
    }

    private Optional<String> tooFarApart(long ticks) {
        return ticks > (targetMs + ROUNDING_MS) * Stamp.HZ / 1000
                ? Optional.of("its key frames are " + Stamp.millis(ticks) + " ms or more apart, the target duration is "
                        + targetMs + " ms")
                : Optional.empty();
    }
}
