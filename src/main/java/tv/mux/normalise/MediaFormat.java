package tv.mux.normalise;

import java.util.Optional;
import tv.mux.media.Sps;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * How an input's media is coded, as far as a segment tells. Where that changes a run ends, whether the input says so or
 * not: players set their decoders up anew at a discontinuity only (RFC 8216 §4.3.2.3).
 *
 * @param video codec and size of the pictures; null where the segment does not tell
 * @param audio codec of the sound; null likewise
 * @param frame how long a frame of AAC lasts, ticks of 90 kHz: by its rate; 0 where the segment does not tell
 */
public record MediaFormat(String video, String audio, long frame) {
    /** Stamps are rounded. */
    private static final long SAME = 2;

    public static MediaFormat of(TsSegment media) {
        return new MediaFormat(
                media.video().map(MediaFormat::pictures).orElse(null),
                media.audio().map(Track::codec).orElse(null),
                media.audio()
                        .filter(audio -> audio.streamType() == ConversionPlan.AAC)
                        .map(Track::step)
                        .orElse(0L));
    }

    private static String pictures(Track video) {
        Sps sps = video.sps();
        return video.codec() == null || sps == null
                ? video.codec()
                : video.codec() + " " + sps.width() + "x" + sps.height();
    }

    /** What is told here, and what was told before where nothing is. */
    public MediaFormat after(MediaFormat before) {
        return new MediaFormat(
                video == null ? before.video : video,
                audio == null ? before.audio : audio,
                frame == 0 ? before.frame : frame);
    }

    /** How it differs from what was before, for people; empty where it goes on. */
    public Optional<String> change(MediaFormat before) {
        if (video != null && before.video != null && !video.equals(before.video)) {
            return Optional.of("its video changes from " + before.video + " to " + video);
        }
        if (audio != null && before.audio != null && !audio.equals(before.audio)) {
            return Optional.of("its audio changes from " + before.audio + " to " + audio);
        }
        return frame > 0 && before.frame > 0 && Math.abs(frame - before.frame) > SAME
                ? Optional.of("the sample rate of its audio changes")
                : Optional.empty();
    }
}
