package tv.mux.normalise;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * What has to be done to an input's media before a run can pass it through: players get H.264 and AAC, both of them,
 * with key frames near enough to one another. Never more than that. Pure.
 */
public record ConversionPlan(Picture picture, Sound sound, List<String> reasons) {
    /** Nothing. */
    static final ConversionPlan NONE = new ConversionPlan(Picture.COPY, Sound.COPY, List.of());

    /** H.264 (ISO/IEC 13818-1 table 2-34). */
    private static final int H264 = 0x1b;

    /** AAC in ADTS. */
    static final int AAC = 0x0f;

    /** What becomes of the video. */
    enum Picture {
        /** It is passed through. */
        COPY,
        /** It is encoded, with key frames where it has them. */
        ENCODE,
        /** It is encoded, with key frames of its own. */
        REKEY,
        /** There is none: a still card is put there. */
        CARD
    }

    /** What becomes of the audio. */
    enum Sound {
        /** It is passed through. */
        COPY,
        /** It is encoded. */
        ENCODE,
        /** There is none: silence is put there. */
        SILENCE
    }

    public ConversionPlan {
        reasons = List.copyOf(reasons);
    }

    /**
     * What some media needs.
     *
     * @param video where its video is read from; nothing where there is none
     * @param audio where its audio is read from
     * @param tooFarApart why its key frames are too far apart; empty where they are not
     */
    public static ConversionPlan of(Optional<Track> video, Optional<Track> audio, Optional<String> tooFarApart) {
        Picture picture =
                video.map(track -> fits(track) ? Picture.COPY : Picture.ENCODE).orElse(Picture.CARD);
        if (tooFarApart.isPresent() && video.isPresent()) {
            picture = Picture.REKEY;
        }
        Sound sound = audio.map(track -> track.streamType() == AAC ? Sound.COPY : Sound.ENCODE)
                .orElse(Sound.SILENCE);
        return new ConversionPlan(
                picture,
                sound,
                Stream.of(why(picture, video, tooFarApart), why(sound, audio))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** What a transport stream segment needs. */
    public static ConversionPlan of(TsSegment media, Optional<String> tooFarApart) {
        return of(media.video(), media.audio(), tooFarApart);
    }

    /** Whether every player can show it: H.264 with 8 bits and every second line of colour. */
    private static boolean fits(Track video) {
        String codec = video.codec() == null ? "" : video.codec();
        // High 10, High 4:2:2 and High 4:4:4 (ITU-T H.264 annex A).
        return video.streamType() == H264 && !codec.matches("avc1\\.(6e|7a|f4|2c).*");
    }

    private static Optional<String> why(Picture picture, Optional<Track> video, Optional<String> tooFarApart) {
        return switch (picture) {
            case COPY -> Optional.empty();
            case ENCODE -> Optional.of("its video is " + name(video) + ", and is transcoded");
            case REKEY -> Optional.of(tooFarApart.orElseThrow() + ": it is transcoded");
            case CARD -> Optional.of("it has no video: a still card is put there");
        };
    }

    private static Optional<String> why(Sound sound, Optional<Track> audio) {
        return switch (sound) {
            case COPY -> Optional.empty();
            case ENCODE -> Optional.of("its audio is " + name(audio) + ", and is transcoded");
            case SILENCE -> Optional.of("it has no audio: silence is put there");
        };
    }

    private static String name(Optional<Track> track) {
        return track.map(one -> one.codec() == null ? "0x" + Integer.toHexString(one.streamType()) : one.codec())
                .orElse("unknown");
    }

    /** Whether nothing has to be done. */
    boolean none() {
        return picture == Picture.COPY && sound == Sound.COPY;
    }

    /** Whether two kinds of media join on: the same is done to both. */
    boolean joins(ConversionPlan other) {
        return picture == other.picture && sound == other.sound;
    }

    /** For people. */
    String said() {
        return String.join("; ", reasons);
    }
}
