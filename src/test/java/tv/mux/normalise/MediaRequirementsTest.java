package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.mux.run.Media;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

class MediaRequirementsTest {
    @Test
    void h264AndAacArePassedThrough() {
        assertThat(MediaRequirements.unfit(media(track(0x1b, "avc1.64001f"), track(0x0f, "mp4a.40.2"))))
                .isEmpty();
        assertThat(MediaRequirements.unfit(media(track(0x1b, null), null))).isEmpty();
        assertThat(MediaRequirements.unfit(media(null, track(0x0f, null)))).isEmpty();
    }

    @Test
    void theUnplayableTrackIsNamed() {
        assertThat(MediaRequirements.unfit(media(track(0x24, "HEVC"), track(0x0f, null))))
                .contains("its video is HEVC, only H.264 can be passed through");
        assertThat(MediaRequirements.unfit(media(track(0x1b, null), track(0x81, "AC-3"))))
                .contains("its audio is AC-3, only AAC can be passed through");
        assertThat(MediaRequirements.unfit(media(track(0x42, null), null)))
                .contains("its video is of stream type 0x42, only H.264 can be passed through");
        assertThat(MediaRequirements.unfit(media(track(0x02, "MPEG-2"), track(0x03, "MP2"))))
                .contains("its video is MPEG-2, only H.264 can be passed through");
    }

    @Test
    void theRoundedDurationIsComparedWithTheTargetDuration() {
        assertThat(MediaRequirements.tooLong(Media.video(0, 3.4, 0), 3000)).isEmpty();
        assertThat(MediaRequirements.tooLong(Media.video(0, 3.5, 0), 3000))
                .contains("it gives a segment of 3500 ms, the target duration is 3000 ms");
        assertThat(MediaRequirements.tooLong(Media.audio(0, 4), 3000)).isPresent();
    }

    private static Track track(int type, String codec) {
        return new Track(256, type, 0, 0, 3600, List.of(0L), List.of(), codec, true, null);
    }

    private static TsSegment media(Track video, Track audio) {
        return new TsSegment(Optional.ofNullable(video), Optional.ofNullable(audio), Map.of(), List.of(), true);
    }
}
