package tv.mux.index;

import java.util.List;
import tv.mux.media.Sps;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * The properties of a rendition for the master playlist, over all segments published so far. Values only increase, so
 * that a playlist that a player has read stays correct.
 *
 * @param peak the highest bit rate in bits per second; 0 if the stream is too short to measure it
 * @param video the video codec (RFC 6381) with the highest profile and level; empty if there was no video
 * @param audio the audio codec (RFC 6381); empty if there was no audio
 * @param width display width of the largest picture in square pixels; 0 if there was no video
 * @param height height of the largest picture in pixels; 0 if there was no video
 * @param milliFrames the highest frame rate in frames per 1000 seconds; 0 if there was no video
 */
public record RenditionFacts(long peak, String video, String audio, int width, int height, int milliFrames) {
    /** The properties before the first segment. */
    public static final RenditionFacts NONE = new RenditionFacts(0, "", "", 0, 0, 0);

    /** Offset of the level in {@code avc1.PPCCLL}. */
    private static final int LEVEL_OFFSET = 9;

    /** Profiles in hexadecimal (ITU-T H.264 Annex A), ordered by what they require of a decoder. */
    private static final List<String> PROFILES = List.of("42", "4d", "58", "64", "6e", "7a", "f4");

    /** The properties with one more segment. */
    RenditionFacts with(TsSegment media, long newPeak) {
        RenditionFacts updated = new RenditionFacts(
                Math.max(peak, newPeak),
                media.video().map(track -> highestCodec(video, track.codec())).orElse(video),
                media.audio().map(track -> firstCodec(audio, track.codec())).orElse(audio),
                width,
                height,
                Math.max(
                        milliFrames,
                        media.video().map(RenditionFacts::milliFrames).orElse(0)));
        return media.video().map(Track::sps).map(updated::withLargerPicture).orElse(updated);
    }

    private RenditionFacts withLargerPicture(Sps sps) {
        return (long) sps.displayWidth() * sps.height() > (long) width * height
                ? new RenditionFacts(peak, video, audio, sps.displayWidth(), sps.height(), milliFrames)
                : this;
    }

    /** The average over all pictures, because the distance of two pictures is rounded to a tick. */
    private static int milliFrames(Track track) {
        long ticks = Stamp.minus(track.last(), track.first());
        return ticks > 0 ? (int) Math.round(1000.0 * Stamp.HZ * (track.stamps().size() - 1) / ticks) : 0;
    }

    private static String firstCodec(String known, String codec) {
        return codec == null || !known.isEmpty() ? known : codec;
    }

    /** The codec of a decoder for both: the higher profile and the higher level of {@code avc1.PPCCLL}. */
    private static String highestCodec(String known, String codec) {
        if (codec == null || known.isEmpty()) {
            return firstCodec(known, codec);
        }
        if (profile(codec) < 0 || profile(known) < 0) {
            return profile(codec) > profile(known) ? codec : known;
        }
        String higherProfile = profile(codec) > profile(known) ? codec : known;
        String higherLevel = known.substring(LEVEL_OFFSET).compareTo(codec.substring(LEVEL_OFFSET)) < 0 ? codec : known;
        return higherProfile.substring(0, LEVEL_OFFSET) + higherLevel.substring(LEVEL_OFFSET);
    }

    /** The rank of the profile of a codec; -1 if it is unknown. */
    private static int profile(String codec) {
        return codec.matches("avc1\\.[0-9a-f]{6}") ? PROFILES.indexOf(codec.substring(5, 7)) : -1;
    }
}
