package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.ResumePoint;
import tv.mux.status.RunStatus.Cause;

/** The slate, which is on air while no input delivers. The target duration is 6 s, and the slate is 3.84 s long. */
class SwitcherSlateTest {
    /** A has been on air since 100; the next slot is at 4100. */
    private static SwitcherDriver onAir() {
        return SwitcherDriver.withSlate(TransitionMode.OVERLAP)
                .playhead("A")
                .at(100)
                .segment("A")
                .clear();
    }

    @Test
    void comesOnAirBeforeOneAndAHalfTargetDurationsAndThenKeepsItsSlots() {
        SwitcherDriver driver = onAir().at(16_000);

        // The second segment makes up for the wait before the first. The others come in their slots.
        assertThat(driver.commands())
                .containsExactly(
                        "7600 publish slate#0!",
                        "7940 publish slate#1",
                        "11780 publish slate#2",
                        "15620 publish slate#3");
        assertThat(driver.logged()).containsExactly("7600 A: nothing was published for 7500 ms: the slate is on air");
        assertThat(driver.publishing().segment().head()).isEqualTo("A");
        assertThat(driver.publishing().title()).isEqualTo("A");
    }

    /** Several outages in a row must not use up the buffers of players. */
    @Test
    void makesUpForMediaMissingBefore() {
        // Each segment comes 3.4 s after its slot. The input is late, and then it fails.
        SwitcherDriver driver =
                onAir().at(7_500).segment("A").at(11_500).segment("A").clear();

        assertThat(driver.at(24_000).commands())
                .containsExactly(
                        "19000 publish slate#0!",
                        "19000 publish slate#1",
                        "19780 publish slate#2",
                        "23620 publish slate#3");
        assertThat(driver.state().clock().drift(73_620)).isEqualTo(3_840);
    }

    @Test
    void neverComesBeforeTheFirstRealSegment() {
        SwitcherDriver driver =
                SwitcherDriver.withSlate(TransitionMode.OVERLAP).playhead("A").at(100_000);

        assertThat(driver.commands()).noneMatch(command -> command.contains("slate"));
    }

    @Test
    void continuesAnExistingStreamAfterARestart() {
        Position position = new Position(7, 7);
        ResumePoint resumePoint = new ResumePoint(
                new Playhead("A", "a", 0),
                "A",
                "a",
                Map.of("A", new InputProgress(position, 4_000)),
                0,
                SwitcherDriver.TARGET_MS,
                20,
                1);
        SwitcherDriver driver =
                SwitcherDriver.withSlateFrom(TransitionMode.OVERLAP, resumePoint, new Playhead("A", "a", 0));

        assertThat(driver.at(8_000).commands()).contains("7500 publish slate#0!");
        assertThat(driver.publishing().segment().end())
                .as("published position of the input")
                .isEqualTo(position);
    }

    @Test
    void waitsForALateSegment() {
        SwitcherDriver driver = onAir().at(7_500).segment("A").at(11_000);

        assertThat(driver.commands()).containsExactly("7500 publish A1#1");
    }

    @Test
    void waitsForTheEndOfALongSegment() {
        SwitcherDriver driver = SwitcherDriver.withSlate(TransitionMode.OVERLAP)
                .playhead("A")
                .at(100)
                .segment("A", 6_400)
                .clear();

        assertThat(driver.at(7_700).commands()).containsExactly("7600 publish slate#0!");
    }

    @Test
    void programReturnsAfterTheHoldTime() {
        SwitcherDriver driver =
                onAir().at(8_000).clear().at(10_000).segment("A").at(15_000);

        // The input has delivered since 10 s and may return at 12 s. The slate waits a moment for it.
        assertThat(driver.commands()).containsExactly("12000 publish A1#1!");
        assertThat(driver.logged()).containsExactly("12000 A: A is on air after 4400 ms of slate");
    }

    @Test
    void programInTroubleDoesNotReturn() {
        SwitcherDriver driver =
                onAir().at(8_000).clear().at(10_000).segment("A").at(11_000).trouble("A", "silent");

        assertThat(driver.at(20_000).commands())
                .containsExactly("11780 publish slate#2", "15620 publish slate#3", "19460 publish slate#4");
        driver.segment("A").at(24_000);
        assertThat(driver.commands()).containsExactly("23300 publish A1#2!");
    }

    @Test
    void olderSegmentsBehindTheSlateAreDropped() {
        SwitcherDriver driver = onAir().at(8_000)
                .clear()
                .at(10_000)
                .segment("A")
                .segment("A")
                .segment("A")
                .segment("A")
                .at(16_500);

        assertThat(driver.commands()).containsExactly("12000 publish A1#3!", "15780 publish A1#4");
    }

    @Test
    void holdTimeDoublesForAFlappingProgram() {
        SwitcherDriver driver = onAir().at(9_800).segment("A").at(11_800).clear();
        assertThat(driver.state().slate().on()).isFalse();

        driver.at(19_400).commands();
        assertThat(driver.state().slate().on()).isTrue();
        assertThat(driver.state().slate().holdMs()).isEqualTo(2 * SwitcherDriver.HOLD_MS);
    }

    @Test
    void holdTimeIsResetForAStableProgram() {
        SwitcherDriver driver = onAir().at(9_800).segment("A");
        for (int second = 12; second <= 28; second += 4) {
            driver.at(second * 1_000L).segment("A");
        }

        driver.at(45_000);
        assertThat(driver.state().slate().on()).isTrue();
        assertThat(driver.state().slate().holdMs()).isEqualTo(SwitcherDriver.HOLD_MS);
    }

    @Test
    void previewReplacesTheSlateAtOnce() {
        SwitcherDriver driver = onAir().at(8_000)
                .clear()
                .at(9_000)
                .playhead("B")
                .at(9_500)
                .segment("B")
                .at(12_000);

        assertThat(driver.commands())
                .containsExactly(
                        "9000 store B", "9000 start B1", "11780 publish B1#0!", "11780 switched B", "11780 kill A1");
        assertThat(driver.state().slate().on()).isFalse();
    }

    @Test
    void nextRunOfTheProgramBeginsAtTheLiveEdge() {
        SwitcherDriver driver = onAir().at(8_000).ended("A", Cause.ENDED).at(10_000);

        assertThat(driver.start("A2").continuous()).isFalse();
        assertThat(driver.start("A2").publishedUpTo())
                .as("but not before the published position")
                .isEqualTo(new Position(0, 0));
    }

    @Test
    void isTriedAgainAfterARefusal() {
        SwitcherDriver driver =
                onAir().withoutResults().at(7_600).publishRefused().at(8_700);

        assertThat(driver.commands()).containsExactly("7600 publish slate#0!", "8600 publish slate#1!");
        driver.publishSucceeds().at(12_000);
        assertThat(driver.commands()).containsExactly("8700 publish slate#2");
    }

    @ParameterizedTest
    @EnumSource(TransitionMode.class)
    void comesOnAirIfBothSourcesFail(TransitionMode mode) {
        SwitcherDriver driver = SwitcherDriver.withSlate(mode)
                .playhead("A")
                .at(100)
                .segment("A")
                .at(1_000)
                .ended("A", Cause.UNREACHABLE);

        driver.at(1_100).playhead("B").at(30_000);
        assertThat(driver.commands().stream()
                        .filter(command -> command.contains("slate"))
                        .count())
                .isGreaterThanOrEqualTo(5);
        assertThat(driver.sources()).isEqualTo("A>B");
    }
}
