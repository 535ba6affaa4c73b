package tv.mux.index;

import java.util.List;
import tv.mux.media.Sps;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * What a rendition has shown so far, as the master playlist tells it: only ever more, so that what a player was told
 * once stays true.
 *
 * @param peak the highest bit rate, bits a second; 0 while nothing was long enough to be measured
 * @param video the codec of the pictures (RFC 6381), the highest profile and level; empty while there were none
 * @param audio the codec of the audio (RFC 6381); empty while there was none
 * @param width of the largest picture as it is shown, square pixels; 0 while none was
 * @param height of the largest picture, pixels; 0 while none was
 * @param milliFrames the highest frame rate, pictures in a thousand seconds; 0 while there were none
 */
public record RenditionFacts(long peak, String video, String audio, int width, int height, int milliFrames) {
    /** Nothing yet. */
    public static final RenditionFacts NOTHING = new RenditionFacts(0, "", "", 0, 0, 0);

    /** Where in {@code avc1.PPCCLL} the level stands. */
    private static final int LEVEL = 9;

    /**
     * From the least to the most that a decoder must be able to do (ITU-T H.264 Annex A), as two hexadecimal digits.
     */
    private static final List<String> PROFILES = List.of("42", "4d", "58", "64", "6e", "7a", "f4");

    /** With another segment of it. */
    RenditionFacts with(TsSegment media, long newPeak) {
        RenditionFacts more = new RenditionFacts(
                Math.max(peak, newPeak),
                media.video().map(track -> higher(video, track.codec())).orElse(video),
                media.audio().map(track -> codec(audio, track.codec())).orElse(audio),
                width,
                height,
                Math.max(
                        milliFrames,
                        media.video().map(RenditionFacts::milliFrames).orElse(0)));
        return media.video().map(Track::sps).map(more::sized).orElse(more);
    }

    private RenditionFacts sized(Sps sps) {
        return (long) sps.displayWidth() * sps.height() > (long) width * height
                ? new RenditionFacts(peak, video, audio, sps.displayWidth(), sps.height(), milliFrames)
                : this;
    }

    /** Of all the pictures: the distance of two is rounded to a tick. */
    private static int milliFrames(Track track) {
        long ticks = Stamp.minus(track.last(), track.first());
        return ticks > 0 ? (int) Math.round(1000.0 * Stamp.HZ * (track.stamps().size() - 1) / ticks) : 0;
    }

    private static String codec(String known, String codec) {
        return codec == null || !known.isEmpty() ? known : codec;
    }

    /** A decoder that can do both: the higher profile, and the higher level, of {@code avc1.PPCCLL}. */
    private static String higher(String known, String codec) {
        if (codec == null || known.isEmpty()) {
            return codec(known, codec);
        }
        if (profile(codec) < 0 || profile(known) < 0) {
            return profile(codec) > profile(known) ? codec : known;
        }
        String most = profile(codec) > profile(known) ? codec : known;
        String level = known.substring(LEVEL).compareTo(codec.substring(LEVEL)) < 0 ? codec : known;
        return most.substring(0, LEVEL) + level.substring(LEVEL);
    }

    /** The place of its profile among all; -1 where it is none, or one that is not known. */
    private static int profile(String codec) {
        return codec.matches("avc1\\.[0-9a-f]{6}") ? PROFILES.indexOf(codec.substring(5, 7)) : -1;
    }
}
