package tv.mux.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.openVideo;
import static tv.mux.run.Media.video;

import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.ts.TsSegment;

class AlignmentCheckTest {

    @Test
    void theSamePicturesAreAligned() {
        assertThat(misaligned(video(0, 4, 0, 2), video(0, 4, 0, 2))).isFalse();
        assertThat(misaligned(video(0, 4, 0, 2))).isFalse();
        assertThat(misaligned(audio(0, 4), audio(0.02, 4.02))).isFalse();
    }

    @Test
    void otherPicturesAreNotAligned() {
        assertThat(misaligned(video(0, 4, 0, 2), video(2, 6, 2, 4))).isTrue();
        assertThat(misaligned(video(0, 4, 0, 2), video(0, 4, 0, 2), video(0.1, 4, 0.1, 2)))
                .isTrue();
        assertThat(misaligned(video(0, 4, 0, 2), video(0, 3.9, 0, 2))).isTrue();
        assertThat(misaligned(video(0, 4, 0, 2), video(0, 5, 0, 2))).isTrue();
        assertThat(misaligned(video(0, 4, 0, 2), video(0, 4, 2))).isTrue();
        assertThat(misaligned(video(0, 4, 0, 2), audio(0, 4))).isTrue();
        assertThat(misaligned(audio(0, 4), video(0, 4, 0))).isTrue();
        assertThat(misaligned(audio(0, 4), audio(1, 5))).isTrue();
    }

    /** The source has them after the key frame, an encoder at the end of the segment before. */
    @Test
    void picturesShownBeforeTheirKeyFrameMayBeInAnotherSegment() {
        assertThat(misaligned(openVideo(3.9, 7.9, 4), video(4, 8, 4, 6))).isFalse();
        assertThat(misaligned(openVideo(3.9, 7.9, 4), video(4.1, 8, 4.1, 6))).isTrue();
    }

    private static boolean misaligned(TsSegment... renditions) {
        return AlignmentCheck.misalignment(List.of(renditions)).isPresent();
    }
}
