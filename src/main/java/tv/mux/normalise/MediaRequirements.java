package tv.mux.normalise;

import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * What media must be to be passed on: players get H.264 and AAC and nothing else, in cuts that are not too long. Pure.
 */
public final class MediaRequirements {
    /** H.264 (ISO/IEC 13818-1 table 2-34). */
    private static final int H264 = 0x1b;

    /** AAC in ADTS. */
    private static final int AAC = 0x0f;

    private MediaRequirements() {}

    /** Why media cannot be passed through; empty when it can. */
    public static Optional<String> unfit(TsSegment media) {
        return media.video()
                .filter(video -> video.streamType() != H264)
                .map(video -> "its video is " + name(video) + ", only H.264 can be passed through")
                .or(() -> media.audio()
                        .filter(audio -> audio.streamType() != AAC)
                        .map(audio -> "its audio is " + name(audio) + ", only AAC can be passed through"));
    }

    /**
     * Why a cut cannot be published; empty when it can.
     *
     * @param targetMs no cut may be longer, rounded to seconds (RFC 8216 §4.3.3.1), milliseconds
     */
    public static Optional<String> tooLong(TsSegment cut, long targetMs) {
        long durationMs = Stamp.millis(cut.durationTicks());
        return Math.round(durationMs / 1000.0) * 1000 > targetMs
                ? Optional.of("it gives a cut of " + durationMs + " ms, the target duration is " + targetMs + " ms")
                : Optional.empty();
    }

    private static String name(Track track) {
        return track.codec() == null ? "of stream type 0x" + Integer.toHexString(track.streamType()) : track.codec();
    }
}
