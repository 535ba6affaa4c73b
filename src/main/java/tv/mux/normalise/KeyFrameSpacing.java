package tv.mux.normalise;

import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;

/** Sees that an input has key frames near enough to one another: a copy can be cut at key frames only. Pure. */
public final class KeyFrameSpacing {
    /** A cut's duration counts rounded to seconds. */
    private static final long ROUNDING_MS = 500;

    private final long targetMs;
    private Long last;

    /**
     * For a run.
     *
     * @param targetMs no cut may be longer, rounded to seconds, milliseconds
     */
    public KeyFrameSpacing(long targetMs) {
        this.targetMs = targetMs;
    }

    /** Why the input cannot be cut, as this piece, the next one, shows; empty when it can. */
    public Optional<String> tooFarApart(Piece piece) {
        Track video = piece.video().orElse(null);
        if (video == null) {
            return Optional.empty();
        }
        if (last == null) {
            // Where the input begins in mid-picture: there is none before the next one either.
            last = video.first();
        }
        for (long key : video.keys()) {
            Optional<String> wrong = tooFar(Stamp.minus(key, last));
            if (wrong.isPresent()) {
                return wrong;
            }
            last = key;
        }
        return tooFar(Stamp.minus(video.end(), last));
    }

    private Optional<String> tooFar(long ticks) {
        return ticks > (targetMs + ROUNDING_MS) * Stamp.HZ / 1000
                ? Optional.of("its key frames are " + Stamp.millis(ticks) + " ms or more apart, the target duration is "
                        + targetMs + " ms")
                : Optional.empty();
    }
}
