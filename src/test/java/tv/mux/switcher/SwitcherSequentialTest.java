package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.status.RunStatus.Cause;

/** Transition mode {@code sequential}: the program source finishes before the preview source starts. */
class SwitcherSequentialTest {
    /** A has been on air since 100; the next slot is at 4100. */
    private static SwitcherDriver onAir() {
        return SwitcherDriver.sequential().playhead("A").at(100).segment("A").clear();
    }

    /** A ended at 2700 with a last segment of 2 s, due at 4100. */
    private static SwitcherDriver programEnded() {
        return onAir().at(2_500)
                .playhead("B")
                .at(2_600)
                .segment("A", 2_000)
                .at(2_700)
                .ended("A", Cause.STOPPED);
    }

    /** The last segment of A was published: B started at 4100 and is due at 6100. */
    private static SwitcherDriver previewStarted() {
        return programEnded().at(4_100).clear();
    }

    @Test
    void programFinishesAndIsPublishedBeforePreviewStarts() {
        SwitcherDriver driver = programEnded();
        assertThat(driver.commands()).containsExactly("2500 store B", "2500 finish A1");

        assertThat(driver.at(6_000).commands()).containsExactly("4100 publish A1#1", "4100 start B1", "4100 kill A1");
        assertThat(driver.start("B1").untilDueMs()).isEqualTo(2_000);

        assertThat(driver.segment("B").at(10_000).commands()).containsExactly("6100 publish B1#0!", "6100 switched B");
        assertThat(driver.sources()).isEqualTo("B");
    }

    @Test
    void previewStartsAtOnceIfNothingIsPending() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("B")
                .at(2_700)
                .ended("A", Cause.STOPPED)
                .clear();

        assertThat(driver.at(2_900).segment("B").at(4_100).commands())
                .containsExactly("4100 publish B1#0!", "4100 switched B");
    }

    @Test
    void timeoutOfPreviewCountsFromItsStart() {
        SwitcherDriver driver = onAir().at(300)
                .segment("A")
                .segment("A")
                .segment("A")
                .segment("A")
                .at(2_500)
                .playhead("B");

        driver.at(2_700).ended("A", Cause.STOPPED).clear().at(31_099);
        assertThat(driver.commands())
                .containsExactly(
                        "4100 publish A1#1",
                        "8100 publish A1#2",
                        "12100 publish A1#3",
                        "16100 publish A1#4",
                        "16100 start B1",
                        "16100 kill A1");
        assertThat(driver.at(31_100).commands())
                .containsExactly("31100 no switch B", "31100 kill B1", "31100 start A2");
    }

    @Test
    void pendingSegmentsOfAFinishingProgramKeepTheirSlots() {
        SwitcherDriver driver = onAir().at(300)
                .segment("A")
                .segment("A")
                .segment("A")
                .segment("A")
                .at(2_500)
                .playhead("B")
                .clear();

        assertThat(driver.segment("A").segment("A").at(4_099).commands()).isEmpty();
    }

    @Test
    void crashWhileFinishingIsNoFailure() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").at(2_700).ended("A", Cause.CRASHED);

        assertThat(driver.commands())
                .containsExactly("2500 store B", "2500 finish A1", "2700 kill A1", "2700 start B1");
        assertThat(driver.logged()).containsExactly("2500 B: the scheduler asks for B");
    }

    @Test
    void programRestartsIfPreviewFails() {
        SwitcherDriver driver = previewStarted().at(4_200).ended("B", Cause.UNREACHABLE, "404");
        assertThat(driver.commands()).containsExactly("4200 no switch B", "4200 kill B1", "4200 start A2");
        assertThat(driver.logged())
                .containsExactly(
                        "4200 B: 404; next try in 30000 ms",
                        "4200 B: no switch to B after 1700 ms: 404; A is started again");
        assertThat(driver.at(4_500).segment("A").at(34_199).commands()).containsExactly("6100 publish A2#0!");

        driver.at(34_300).ended("A", Cause.STOPPED).at(34_500).ended("B", Cause.UNREACHABLE, "404");
        assertThat(driver.commands())
                .as("B is tried again")
                .containsExactly(
                        "34200 finish A2", "34300 kill A2", "34300 start B2", "34500 kill B2", "34500 start A3");
        assertThat(driver.at(94_499).commands()).as("after a longer wait").isEmpty();
        assertThat(driver.at(94_500).commands()).containsExactly("94500 finish A3");
    }

    @Test
    void programRestartsAfterTheTimeout() {
        assertThat(previewStarted().at(60_000).commands())
                .containsExactly("19100 no switch B", "19100 kill B1", "19100 start A2", "49100 finish A2");
    }

    @Test
    void previewThatCrashesOnceIsTriedAgainBeforeProgramRestarts() {
        SwitcherDriver driver = previewStarted().at(4_200).ended("B", Cause.CRASHED);
        assertThat(driver.commands()).containsExactly("4200 start B2 resumes B1", "4200 kill B1");

        assertThat(driver.at(4_300).ended("B", Cause.CRASHED).commands())
                .containsExactly("4300 no switch B", "4300 kill B2", "4300 start A2");
    }

    @Test
    void previewContinuesAfterADiscontinuity() {
        SwitcherDriver driver = previewStarted().at(4_700).ended("B", Cause.DISCONTINUITY);

        assertThat(driver.commands()).containsExactly("4700 start B2 resumes B1", "4700 kill B1");
    }

    @Test
    void cancelledSwitchRestartsAFinishingProgramAfterItsEnd() {
        SwitcherDriver driver =
                onAir().at(2_500).playhead("B").at(2_600).playhead("A").clear();

        driver.at(2_700)
                .segment("A", 2_000)
                .ended("A", Cause.STOPPED)
                .at(2_900)
                .segment("A")
                .at(7_000);
        assertThat(driver.commands())
                .containsExactly("2700 start A2", "4100 publish A1#1", "4100 kill A1", "6100 publish A2#0!");
        assertThat(driver.sources()).isEqualTo("A");
    }

    @Test
    void cancelledSwitchRestartsAFinishedProgramAtOnce() {
        assertThat(programEnded().clear().at(2_800).playhead("A").commands())
                .containsExactly("2800 store A", "2800 start A2");

        SwitcherDriver driver = previewStarted().at(4_200).playhead("A");
        assertThat(driver.commands()).containsExactly("4200 store A", "4200 kill B1", "4200 start A2");
        assertThat(driver.segment("A").at(7_000).commands()).containsExactly("6100 publish A2#0!");
    }

    @Test
    void anotherPreviewStartsAfterTheEndOfAFinishingProgram() {
        SwitcherDriver driver = onAir().at(3_000)
                .playhead("B")
                .at(3_200)
                .playhead("C")
                .at(3_300)
                .clear();

        assertThat(driver.ended("A", Cause.STOPPED).at(5_000).commands())
                .containsExactly("3300 kill A1", "3700 start C1");
    }

    @Test
    void anotherPreviewStartsAtOnceAfterAFinishedProgram() {
        assertThat(previewStarted().at(4_600).playhead("C").commands())
                .containsExactly("4600 store C", "4600 kill B1", "4600 start C1");
    }

    @Test
    void burstBackToTheProgramDoesNotFinishIt() {
        SwitcherDriver driver =
                onAir().at(300).playhead("B").at(500).playhead("A").at(5_000);

        assertThat(driver.commands()).containsExactly("300 store B", "500 store A");
    }

    @Test
    void failedProgramIsNotRestartedForASwitch() {
        SwitcherDriver driver = onAir().at(2_300)
                .ended("A", Cause.UNREACHABLE)
                .clear()
                .at(2_500)
                .playhead("B");

        assertThat(driver.commands()).containsExactly("2500 store B", "2500 start B1");
    }

    @Test
    void slowFinishIsNoFailureOfTheProgram() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").at(18_000).clear();

        driver.ended("A", Cause.STOPPED);
        assertThat(driver.commands()).containsExactly("18000 kill A1", "18000 start A2");
        assertThat(driver.state().program().runs().failures()).isZero();
    }

    @Test
    void previewThatFailsWithAPendingSegmentComesOnAir() {
        SwitcherDriver driver = previewStarted()
                .at(4_400)
                .segment("B")
                .at(4_500)
                .ended("B", Cause.UNREACHABLE)
                .at(6_100);

        assertThat(driver.commands())
                .containsExactly("5000 start B2", "6100 publish B1#0!", "6100 switched B", "6100 kill B1");
        assertThat(driver.sources()).isEqualTo("B");
    }
}
