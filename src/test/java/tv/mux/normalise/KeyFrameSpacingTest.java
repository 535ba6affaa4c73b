package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import org.junit.jupiter.api.Test;
import tv.mux.media.Stamp;
import tv.mux.run.Media;

class KeyFrameSpacingTest {
    private final KeyFrameSpacing keyFrames = new KeyFrameSpacing(3000);

    @Test
    void segmentsMayBeginBetweenKeyFrames() {
        assertThat(keyFrames.tooFarApart(piece(1, video(0, 2, 0)))).isEmpty();
        assertThat(keyFrames.tooFarApart(piece(2, video(2, 4, 3.5)))).isEmpty();
        assertThat(keyFrames.tooFarApart(piece(3, video(4, 7)))).isEmpty();
    }

    @Test
    void theRoundedDistanceIsComparedWithTheTargetDuration() {
        assertThat(keyFrames.tooFarApart(piece(1, video(0, 3.5, 0)))).isEmpty();
        assertThat(new KeyFrameSpacing(3000).tooFarApart(piece(1, video(0, 3.6, 0))))
                .contains("its key frames are 3600 ms or more apart, the target duration is 3000 ms");
    }

    @Test
    void aDistanceMaySpanSegments() {
        assertThat(keyFrames.tooFarApart(piece(1, video(0, 2, 0)))).isEmpty();
        assertThat(keyFrames.tooFarApart(piece(2, video(2, 4, 3.8))))
                .hasValueSatisfying(why -> assertThat(why).contains("3800 ms"));
    }

    @Test
    void withoutAFirstKeyFrameTheDistanceCountsFromTheBeginning() {
        assertThat(keyFrames.tooFarApart(piece(1, video(10, 12)))).isEmpty();
        assertThat(keyFrames.tooFarApart(piece(2, video(12, 14))))
                .hasValueSatisfying(why -> assertThat(why).contains("4000 ms"));
    }

    @Test
    void aDistanceMaySpanTheWrapOfTimeStamps() {
        double wrap = Stamp.MODULO / (double) Stamp.HZ;
        assertThat(keyFrames.tooFarApart(piece(1, video(wrap - 2, wrap, wrap - 2))))
                .isEmpty();
        assertThat(keyFrames.tooFarApart(piece(2, video(wrap, wrap + 2, wrap)))).isEmpty();
    }

    @Test
    void audioAndUnreadableSegmentsAreNotChecked() {
        assertThat(keyFrames.tooFarApart(piece(1, audio(0, 60)))).isEmpty();
        assertThat(keyFrames.tooFarApart(Media.garbage(2))).isEmpty();
    }
}
