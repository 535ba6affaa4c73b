package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.ResumePoint;
import tv.mux.status.RunStatus.Cause;

/** The first state of a stream after a start. */
class SwitchStateTest {
    private static final Playhead A = new Playhead("A", "A", 1);
    private static final Playhead B = new Playhead("B", "B", 1);
    private static final InputProgress PROGRESS = new InputProgress(new Position(17, 900_000), 4_500);

    private static ResumePoint onAir(String head, Playhead playhead) {
        return new ResumePoint(playhead, head, head, Map.of("A", PROGRESS), 0, SwitcherDriver.TARGET_MS, 20, 7);
    }

    private static SwitcherDriver overlap(ResumePoint resumePoint, Playhead playhead) {
        return SwitcherDriver.from(TransitionMode.OVERLAP, resumePoint, playhead);
    }

    @Test
    void programContinuesAfterThePublishedPositionWithADiscontinuity() {
        SwitcherDriver driver = overlap(onAir("A", A), A).at(200).segment("A");

        assertThat(driver.commands()).containsExactly("0 start A1", "200 publish A1#0!");
        assertThat(driver.start("A1").publishedUpTo()).isEqualTo(PROGRESS.end());
        assertThat(driver.start("A1").longestSegmentMs()).isEqualTo(4_500);
        assertThat(driver.start("A1").resumes()).isNull();
    }

    @Test
    void knownPlayheadChangesNothing() {
        SwitcherDriver driver = overlap(onAir("A", A), A).clear();

        assertThat(driver.at(50).playhead("A").at(200).segment("A").commands()).containsExactly("200 publish A1#0!");
    }

    @Test
    void programAndRequestedInputStartTogether() {
        SwitcherDriver driver = overlap(onAir("A", B), B);
        assertThat(driver.commands()).containsExactly("0 start A1", "0 start B1");
        assertThat(driver.sources()).isEqualTo("A>B");

        assertThat(driver.at(300).segment("B").commands())
                .containsExactly("300 publish B1#0!", "300 switched B", "300 kill A1");
    }

    @Test
    void programStaysIfTheRequestedInputFails() {
        SwitcherDriver driver = overlap(onAir("A", B), B).clear();

        assertThat(driver.at(100)
                        .ended("B", Cause.UNREACHABLE)
                        .at(200)
                        .segment("A")
                        .commands())
                .containsExactly("100 kill B1", "200 publish A1#0!");
    }

    @Test
    void inSequentialModeTheRequestedInputStartsFirst() {
        SwitcherDriver driver = SwitcherDriver.from(TransitionMode.SEQUENTIAL, onAir("A", B), B);
        assertThat(driver.commands()).containsExactly("0 start B1");

        assertThat(driver.at(100).ended("B", Cause.UNREACHABLE).commands())
                .containsExactly("100 no switch B", "100 kill B1", "100 start A1");
    }

    @Test
    void defaultInputIsOnAirUntilTheFirstPlayhead() {
        ResumePoint empty = new ResumePoint(null, null, null, Map.of(), 0, SwitcherDriver.TARGET_MS, 20, 7);
        SwitcherDriver driver = overlap(empty, A).at(200).segment("A");
        assertThat(driver.commands()).containsExactly("0 start A1", "200 publish A1#0", "200 switched A");

        assertThat(driver.at(2_500).playhead("B").commands())
                .as("the first playhead is no burst")
                .containsExactly("2500 store B", "2500 start B1");
    }

    @Test
    void firstPlayheadAfterAStartIsNoBurst() {
        SwitcherDriver driver = overlap(onAir("A", A), A).clear();

        assertThat(driver.at(10).playhead("B").commands()).containsExactly("10 store B", "10 start B1");
    }

    @Test
    void programContinuesWithoutAPlayhead() {
        assertThat(overlap(onAir("A", null), null).commands()).containsExactly("0 start A1");
    }
}
