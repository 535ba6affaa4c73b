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
    void theSamePicturesAreInStep() {
        assertThat(wrong(video(0, 4, 0, 2), video(0, 4, 0, 2))).isFalse();
        assertThat(wrong(video(0, 4, 0, 2))).isFalse();
        assertThat(wrong(audio(0, 4), audio(0.02, 4.02))).isFalse();
    }

    @Test
    void otherPicturesAreNot() {
        assertThat(wrong(video(0, 4, 0, 2), video(2, 6, 2, 4))).isTrue();
        assertThat(wrong(video(0, 4, 0, 2), video(0, 4, 0, 2), video(0.1, 4, 0.1, 2)))
                .isTrue();
        assertThat(wrong(video(0, 4, 0, 2), video(0, 3.9, 0, 2))).isTrue();
        assertThat(wrong(video(0, 4, 0, 2), video(0, 5, 0, 2))).isTrue();
        assertThat(wrong(video(0, 4, 0, 2), video(0, 4, 2))).isTrue();
        assertThat(wrong(video(0, 4, 0, 2), audio(0, 4))).isTrue();
        assertThat(wrong(audio(0, 4), video(0, 4, 0))).isTrue();
        assertThat(wrong(audio(0, 4), audio(1, 5))).isTrue();
    }

    /** The source has them behind their key frame, an encoder at the end of the cut before. */
    @Test
    void picturesShownBeforeTheirKeyFrameMayLieInAnotherCut() {
        assertThat(wrong(openVideo(3.9, 7.9, 4), video(4, 8, 4, 6))).isFalse();
        assertThat(wrong(openVideo(3.9, 7.9, 4), video(4.1, 8, 4.1, 6))).isTrue();
    }

    private static boolean wrong(TsSegment... renditions) {
        return AlignmentCheck.wrong(List.of(renditions)).isPresent();
    }
}
