package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.mux.normalise.ConversionPlan.Audio;
import tv.mux.normalise.ConversionPlan.Video;
import tv.mux.ts.Track;

class ConversionPlanTest {
    private static final int H264 = 0x1b;
    private static final int HEVC = 0x24;
    private static final int AAC = 0x0f;
    private static final int AC3 = 0x81;

    private static Optional<Track> track(int type, String codec) {
        return Optional.of(new Track(256, type, 0, 0, 3600, List.of(0L), List.of(), codec, true, null));
    }

    private static ConversionPlan of(Optional<Track> video, Optional<Track> audio) {
        return ConversionPlan.of(video, audio, Optional.empty());
    }

    @Test
    void playableMediaIsPassedThrough() {
        ConversionPlan plan = of(track(H264, "avc1.64001f"), track(AAC, "mp4a.40.2"));
        assertThat(plan.isPassThrough()).isTrue();
        assertThat(plan.description()).isEmpty();
    }

    @Test
    void onlyTheUnplayableTrackIsTranscoded() {
        ConversionPlan video = of(track(HEVC, "hevc"), track(AAC, "mp4a.40.2"));
        assertThat(video.video()).isEqualTo(Video.ENCODE);
        assertThat(video.audio()).isEqualTo(Audio.COPY);
        assertThat(video.description()).isEqualTo("its video is hevc, and is transcoded");

        ConversionPlan audio = of(track(H264, "avc1.64001f"), track(AC3, "ac3"));
        assertThat(audio.video()).isEqualTo(Video.COPY);
        assertThat(audio.audio()).isEqualTo(Audio.ENCODE);
        assertThat(audio.continuesWith(video)).isFalse();
    }

    @Test
    void rareH264ProfilesAreTranscoded() {
        for (String profile : List.of("avc1.6e001f", "avc1.7a001f", "avc1.f4001f")) {
            assertThat(of(track(H264, profile), track(AAC, null)).video()).isEqualTo(Video.ENCODE);
        }
    }

    @Test
    void missingTracksAreAdded() {
        assertThat(of(Optional.empty(), track(AAC, null)).video()).isEqualTo(Video.STILL);
        assertThat(of(track(H264, null), Optional.empty()).audio()).isEqualTo(Audio.SILENCE);
    }

    @Test
    void keyFramesAreAddedIfTooFarApart() {
        ConversionPlan plan = ConversionPlan.of(track(H264, null), track(AAC, null), Optional.of("far"));
        assertThat(plan.video()).isEqualTo(Video.REKEY);
        assertThat(plan.description()).isEqualTo("far: it is transcoded");
    }

    @Test
    void audioFramesBeginOnOneGrid() {
        assertThat(ConversionCommand.frame(0)).isZero();
        assertThat(ConversionCommand.frame(1919)).isZero();
        assertThat(ConversionCommand.frame(1920)).isEqualTo(1);
        assertThat(ConversionCommand.frame(-1)).isEqualTo(-1);
        for (long frame : new long[] {0, 1, 47, 1_000_003, -5}) {
            assertThat(ConversionCommand.frame(ConversionCommand.stamp(frame))).isEqualTo(frame);
        }
    }
}
