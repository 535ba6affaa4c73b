package tv.mux.normalise;

import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * Checks that media can be published without transcoding: players need H.264 and AAC, in segments that are not too
 * long. Pure.
 */
public final class MediaRequirements {
    private MediaRequirements() {}

    /** Returns why media cannot be passed through; empty if it can. */
    public static Optional<String> unfit(TsSegment media) {
        return media.video()
                .filter(video -> video.streamType() != ConversionPlan.H264)
                .map(video -> "its video is " + codec(video) + ", only H.264 can be passed through")
                .or(() -> media.audio()
                        .filter(audio -> audio.streamType() != ConversionPlan.AAC)
                        .map(audio -> "its audio is " + codec(audio) + ", only AAC can be passed through"));
    }

    /**
     * Returns why a segment is too long to be published; empty if it is not.
     *
     * @param targetMs the target duration, with which the rounded duration is compared (RFC 8216 §4.3.3.1), in
     *     milliseconds
     */
    public static Optional<String> tooLong(TsSegment segment, long targetMs) {
        long durationMs = Stamp.millis(segment.durationTicks());
        return Math.round(durationMs / 1000.0) * 1000 > targetMs
                ? Optional.of("it gives a segment of " + durationMs + " ms, the target duration is " + targetMs + " ms")
                : Optional.empty();
    }

    private static String codec(Track track) {
        return track.codec() == null ? "of stream type 0x" + Integer.toHexString(track.streamType()) : track.codec();
    }
}
