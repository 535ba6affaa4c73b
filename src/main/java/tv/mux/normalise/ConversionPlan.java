package tv.mux.normalise;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tv.mux.ts.Track;

/**
 * What must be done to a segment of an input before a run can pass the segment through. Players need both H.264 video,
 * with key frames that are close enough, and AAC audio. A plan never does more than that. Pure.
 *
 * @param reasons why, for the operator; empty if nothing is done
 */
public record ConversionPlan(Video video, Audio audio, List<String> reasons) {
    static final ConversionPlan PASS_THROUGH = new ConversionPlan(Video.COPY, Audio.COPY, List.of());

    /** H.264 (ISO/IEC 13818-1 table 2-34). */
    static final int H264 = 0x1b;

    /** AAC with ADTS framing (ISO/IEC 13818-1 table 2-34). */
    static final int AAC = 0x0f;

    /** What is done to the video. */
    enum Video {
        COPY,
        /** Encodes it, with key frames where the source has them. */
        ENCODE,
        /** Encodes it, with additional key frames. */
        REKEY,
        /** Adds a still picture, as there is no video. */
        STILL
    }

    /** What is done to the audio. */
    enum Audio {
        COPY,
        ENCODE,
        /** Adds silence, as there is no audio. */
        SILENCE
    }

    public ConversionPlan {
        reasons = List.copyOf(reasons);
    }

    /**
     * Returns the plan for a segment.
     *
     * @param video empty if there is no video
     * @param audio empty if there is no audio
     * @param tooFarApart why the key frames are too far apart; empty if they are not
     */
    public static ConversionPlan of(Optional<Track> video, Optional<Track> audio, Optional<String> tooFarApart) {
        Video videoAction = video.map(track -> isPlayable(track) ? Video.COPY : Video.ENCODE)
                .orElse(Video.STILL);
        if (tooFarApart.isPresent() && video.isPresent()) {
            videoAction = Video.REKEY;
        }
        Audio audioAction = audio.map(track -> track.streamType() == AAC ? Audio.COPY : Audio.ENCODE)
                .orElse(Audio.SILENCE);
        return new ConversionPlan(
                videoAction,
                audioAction,
                Stream.of(reason(videoAction, video, tooFarApart), reason(audioAction, audio))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Whether every player can decode the video: H.264 with 8 bits a sample and 4:2:0 chroma subsampling. */
    private static boolean isPlayable(Track video) {
        String codec = video.codec() == null ? "" : video.codec();
        // High 10, High 4:2:2, High 4:4:4 Predictive and CAVLC 4:4:4 (ITU-T H.264 annex A).
        return video.streamType() == H264 && !codec.matches("avc1\\.(6e|7a|f4|2c).*");
    }

    private static Optional<String> reason(Video action, Optional<Track> video, Optional<String> tooFarApart) {
        return switch (action) {
            case COPY -> Optional.empty();
            case ENCODE -> Optional.of("its video is " + codec(video) + ", and is transcoded");
            case REKEY -> Optional.of(tooFarApart.orElseThrow() + ": it is transcoded");
            case STILL -> Optional.of("it has no video: a still picture is added");
        };
    }

    private static Optional<String> reason(Audio action, Optional<Track> audio) {
        return switch (action) {
            case COPY -> Optional.empty();
            case ENCODE -> Optional.of("its audio is " + codec(audio) + ", and is transcoded");
            case SILENCE -> Optional.of("it has no audio: silence is added");
        };
    }

    private static String codec(Optional<Track> track) {
        return track.map(one -> one.codec() == null ? "0x" + Integer.toHexString(one.streamType()) : one.codec())
                .orElse("unknown");
    }

    boolean isPassThrough() {
        return video == Video.COPY && audio == Audio.COPY;
    }

    boolean encodesVideo() {
        return video == Video.ENCODE || video == Video.REKEY;
    }

    /** Whether pieces made by the two plans can follow each other without a seam. */
    boolean continuesWith(ConversionPlan next) {
        return video == next.video && audio == next.audio;
    }

    /** All reasons, for the operator. */
    String description() {
        return String.join("; ", reasons);
    }
}
