package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.piece;
import static tv.mux.run.Media.video;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.mux.normalise.ConversionPlan.Video;
import tv.mux.ts.Track;

class ConversionPlannerTest {
    private static final Optional<Track> AAC =
            Optional.of(new Track(257, 0x0f, 0, 0, 1920, List.of(0L), List.of(), "mp4a.40.2", true, null));

    private ConversionPlanner planner(boolean transcodes) {
        return new ConversionPlanner(new NormaliserSettings("ffmpeg", "veryfast", 48, 3_000, transcodes, 1 << 20));
    }

    @Test
    void aChangeOfThePlanIsASeam() {
        ConversionPlanner planner = planner(true);
        ConversionPlanner.Decision first = planner.decide(piece(1, video(0, 2, 0)), AAC);
        assertThat(first.plan().isPassThrough()).isTrue();
        assertThat(first.first()).isTrue();
        assertThat(first.seam()).isNull();

        ConversionPlanner.Decision same = planner.decide(piece(2, video(2, 4, 2)), AAC);
        assertThat(same.first()).isFalse();
        assertThat(same.seam()).isNull();

        ConversionPlanner.Decision withoutAudio = planner.decide(piece(3, video(4, 6, 4)), Optional.empty());
        assertThat(withoutAudio.first()).isTrue();
        assertThat(withoutAudio.seam()).isEqualTo("its tracks change: it has no audio: silence is added");

        assertThat(planner.decide(piece(4, video(6, 8, 6)), AAC).seam())
                .isEqualTo("its tracks change: nothing is transcoded any more");
    }

    @Test
    void keyFramesStayTooFarApartUntilARestart() {
        ConversionPlanner planner = planner(true);
        assertThat(planner.decide(piece(1, video(0, 5, 0)), AAC).plan().video()).isEqualTo(Video.REKEY);
        assertThat(planner.decide(piece(2, video(5, 7, 5, 6)), AAC).plan().video())
                .isEqualTo(Video.REKEY);
        planner.restart();
        assertThat(planner.decide(piece(3, video(7, 9, 7, 8)), AAC).plan().video())
                .isEqualTo(Video.COPY);
    }

    @Test
    void nothingIsConvertedIfTranscodingIsOff() {
        ConversionPlanner.Decision decision = planner(false).decide(piece(1, video(0, 9, 0)), Optional.empty());
        assertThat(decision.plan().isPassThrough()).isTrue();
    }
}
