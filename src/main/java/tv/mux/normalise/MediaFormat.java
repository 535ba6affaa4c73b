package tv.mux.normalise;

import java.util.Optional;
import tv.mux.media.Sps;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * The coding of an input's media, as far as a segment shows it. A run ends where the coding changes, even if the input
 * does not announce a discontinuity, as players reset their decoders only at a discontinuity (RFC 8216 §4.3.2.3). Pure.
 *
 * @param video codec and picture size; null if unknown
 * @param audio codec; null if unknown
 * @param frame duration of an AAC frame in 90 kHz ticks, which depends on the sample rate; 0 if unknown
 */
public record MediaFormat(String video, String audio, long frame) {
    /** Tolerance for rounded time stamps, in ticks. */
    private static final long ROUNDING = 2;

    public static MediaFormat of(TsSegment media) {
        return new MediaFormat(
                media.video().map(MediaFormat::describe).orElse(null),
                media.audio().map(Track::codec).orElse(null),
                media.audio()
                        .filter(audio -> audio.streamType() == ConversionPlan.AAC)
                        .map(Track::step)
                        .orElse(0L));
    }

    private static String describe(Track video) {
        Sps sps = video.sps();
        return video.codec() == null || sps == null
                ? video.codec()
                : video.codec() + " " + sps.width() + "x" + sps.height();
    }

    /** Returns this format; a part that is unknown here is taken from the format before. */
    public MediaFormat after(MediaFormat before) {
        return new MediaFormat(
                video == null ? before.video : video,
                audio == null ? before.audio : audio,
                frame == 0 ? before.frame : frame);
    }

    /** Returns the difference to the format before, for the operator; empty if no known part differs. */
    public Optional<String> change(MediaFormat before) {
        if (video != null && before.video != null && !video.equals(before.video)) {
            return Optional.of("its video changes from " + before.video + " to " + video);
        }
        if (audio != null && before.audio != null && !audio.equals(before.audio)) {
            return Optional.of("its audio changes from " + before.audio + " to " + audio);
        }
        return frame > 0 && before.frame > 0 && Math.abs(frame - before.frame) > ROUNDING
                ? Optional.of("the sample rate of its audio changes")
                : Optional.empty();
    }
}
