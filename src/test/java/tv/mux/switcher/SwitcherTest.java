package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/** Switches between inputs that deliver. */
class SwitcherTest {
    /** A has been on air since 100; the next slot is at 4100. */
    private static SwitcherDriver onAir() {
        return SwitcherDriver.overlap().playhead("A").at(100).segment("A").clear();
    }

    // ---- the first input and names --------------------------------------------------------------------------------

    @Test
    void nothingHappensBeforeTheFirstPlayhead() {
        assertThat(SwitcherDriver.overlap().at(3_600_000).commands()).isEmpty();
    }

    @Test
    void firstInputIsOnAirWithItsFirstSegment() {
        SwitcherDriver driver =
                SwitcherDriver.overlap().at(500).playhead("A").at(700).segment("A");

        assertThat(driver.commands())
                .containsExactly("500 store A", "500 start A1", "700 publish A1#0", "700 switched A");
        assertThat(driver.start("A1").resumes()).isNull();
        assertThat(driver.start("A1").publishedUpTo()).isNull();
        assertThat(driver.start("A1").untilDueMs()).isZero();
        assertThat(driver.start("A1").longestSegmentMs()).isZero();
        assertThat(driver.switches().get(0).tookMs()).isEqualTo(200);
    }

    @Test
    void segmentsArePublishedInTheirSlots() {
        SwitcherDriver driver = onAir().at(200)
                .segment("A")
                .at(300)
                .segment("A", 3_000)
                .at(400)
                .segment("A")
                .at(20_000);

        assertThat(driver.commands()).containsExactly("4100 publish A1#1", "8100 publish A1#2", "11100 publish A1#3");
    }

    @Test
    void inputFasterThanRealTimeIsPublishedAtOnce() {
        SwitcherDriver driver = onAir().at(200);
        for (int i = 0; i < 5; i++) {
            driver.segment("A");
        }

        assertThat(driver.commands()).containsExactly("200 publish A1#1");
    }

    @Test
    void segmentsOfOneInputSegmentWaitForTheirSlots() {
        SwitcherDriver driver = onAir().at(200);
        for (int i = 0; i < 8; i++) {
            driver.segmentWithin("A", 2_000, 1);
        }

        assertThat(driver.at(8_000).commands()).containsExactly("4100 publish A1#1", "6100 publish A1#2");
    }

    @Test
    void repeatedPlayheadOfTheProgramIsNoSwitch() {
        SwitcherDriver driver = onAir().at(2_500).playhead("A").at(3_000).playhead("A");

        assertThat(driver.commands()).isEmpty();
        assertThat(driver.logged()).isEmpty();
    }

    @Test
    void repeatedPlayheadOfThePreviewDoesNotRestartIt() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("B")
                .at(2_600)
                .playhead("B")
                .at(2_700)
                .playhead("B");

        assertThat(driver.commands()).containsExactly("2500 store B", "2500 start B1");
    }

    @Test
    void newNameOfTheProgramIsANewTitle() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("A", "Evening")
                .at(2_600)
                .segment("A")
                .at(5_000);

        assertThat(driver.commands()).containsExactly("2500 store Evening", "4100 publish A1#1");
        assertThat(driver.publishing().title()).isEqualTo("Evening");
    }

    @Test
    void switchUsesTheLatestName() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("B", "News")
                .at(2_600)
                .playhead("B", "Sport")
                .segment("B")
                .at(4_100);

        assertThat(driver.commands())
                .containsExactly(
                        "2500 store News",
                        "2500 start B1",
                        "2600 store Sport",
                        "4100 publish B1#0!",
                        "4100 switched Sport",
                        "4100 kill A1");
        assertThat(driver.publishing().title()).isEqualTo("Sport");
    }

    // ---- make before break ----------------------------------------------------------------------------------------

    @Test
    void previewTakesTheSlotAndTheProgramIsDiscarded() {
        SwitcherDriver driver = onAir().at(300).segment("A").at(2_500).playhead("B");
        assertThat(driver.commands()).containsExactly("2500 store B", "2500 start B1");
        assertThat(driver.start("B1").untilDueMs()).isEqualTo(1_600);

        assertThat(driver.at(2_700).segment("B").at(4_099).commands()).isEmpty();
        assertThat(driver.at(4_100).commands())
                .containsExactly("4100 publish B1#0!", "4100 switched B", "4100 kill A1");
        assertThat(driver.switches().get(1).tookMs()).isEqualTo(1_600);

        driver.at(4_200).segmentOf("A1", 4_000).segment("B").at(60_000);
        assertThat(driver.commands()).containsExactly("8100 publish B1#1");
    }

    @Test
    void programContinuesWhilePreviewIsNotReady() {
        SwitcherDriver driver =
                onAir().at(300).segment("A").at(2_500).playhead("B").clear();

        assertThat(driver.at(5_099).commands())
                .as("the program source waits for a second")
                .isEmpty();
        assertThat(driver.at(5_100).commands()).containsExactly("5100 publish A1#1");
        assertThat(driver.at(6_000).segment("B").at(7_999).commands())
                .as("the wait has not moved the slot, 8100")
                .isEmpty();
        assertThat(driver.at(8_100).commands())
                .as("a switch aims to take the target duration less half a second")
                .containsExactly("8000 publish B1#0!", "8000 switched B", "8000 kill A1");
        assertThat(driver.segment("B").at(20_000).commands())
                .as("the early switch has not moved the slots")
                .containsExactly("12100 publish B1#1");
    }

    @Test
    void previewThatJustMissesTheSlotStillTakesIt() {
        SwitcherDriver driver = onAir().at(300)
                .segment("A")
                .at(2_500)
                .playhead("B")
                .clear()
                .at(4_900)
                .segment("B");

        assertThat(driver.commands()).containsExactly("4900 publish B1#0!", "4900 switched B", "4900 kill A1");
        assertThat(driver.segment("B").at(8_100).commands()).containsExactly("8100 publish B1#1");
    }

    @Test
    void slotDoesNotWaitForAFailedOrDelayedPreview() {
        SwitcherDriver unreachable = onAir().at(300)
                .segment("A")
                .at(2_500)
                .playhead("B")
                .at(2_600)
                .ended("B", Cause.UNREACHABLE)
                .clear();
        assertThat(unreachable.at(4_100).commands()).contains("4100 publish A1#1");

        SwitcherDriver settling =
                onAir().at(300).segment("A").at(3_000).playhead("B").at(3_900).playhead("C");
        assertThat(settling.clear().at(4_100).commands()).containsExactly("4100 publish A1#1");
    }

    @Test
    void returnToProgramBeforeTheFirstSegmentOnlyCancelsThePreview() {
        SwitcherDriver driver =
                onAir().at(300).segment("A").at(2_500).playhead("B").clear();

        assertThat(driver.at(2_700).playhead("A").at(30_000).commands())
                .containsExactly("2700 store A", "2700 kill B1", "4100 publish A1#1");
        assertThat(driver.logged()).containsExactly("2700 A: A stays on air: the switch away from it was cancelled");
        assertThat(driver.sources()).isEqualTo("A");
    }

    @Test
    void returnToProgramBeforeTheSlotCancelsAReadyPreview() {
        SwitcherDriver driver =
                onAir().at(300).segment("A").at(2_500).playhead("B").clear();

        assertThat(driver.at(2_700)
                        .segment("B")
                        .at(3_000)
                        .playhead("A")
                        .at(4_100)
                        .commands())
                .containsExactly("3000 store A", "3000 kill B1", "4100 publish A1#1");
    }

    @Test
    void returnAfterTheSwitchContinuesAfterThePublishedPosition() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("B")
                .at(2_700)
                .segment("B", 3_000)
                .at(5_000)
                .clear();

        driver.playhead("A").at(5_200).segment("A").at(7_100);
        assertThat(driver.commands())
                .containsExactly(
                        "5000 store A", "5000 start A2", "7100 publish A2#0!", "7100 switched A", "7100 kill B1");
        assertThat(driver.start("A2").resumes()).isNull();
        assertThat(driver.start("A2").publishedUpTo()).isEqualTo(new Position(0, 0));
        assertThat(driver.start("A2").longestSegmentMs()).isEqualTo(4_000);
        assertThat(driver.start("A2").untilDueMs()).isEqualTo(2_100);
    }

    @Test
    void anotherPlayheadReplacesThePreview() {
        SwitcherDriver driver =
                onAir().at(300).segment("A").at(2_500).playhead("B").at(4_600).clear();

        assertThat(driver.playhead("C").at(4_700).segment("C").at(8_100).commands())
                .containsExactly(
                        "4600 store C",
                        "4600 kill B1",
                        "4600 start C1",
                        "4700 publish C1#0!",
                        "4700 switched C",
                        "4700 kill A1");
    }

    @Test
    void segmentsOfAReplacedPreviewAreNotPublished() {
        SwitcherDriver driver =
                onAir().at(2_500).playhead("B").at(4_600).playhead("C").clear();

        assertThat(driver.segmentOf("B1", 4_000).at(10_000).commands()).isEmpty();
    }

    @Test
    void inABurstOnlyTheLastInputStarts() {
        SwitcherDriver driver = onAir().at(3_000).playhead("B").clear();

        driver.at(3_100)
                .playhead("C")
                .at(3_500)
                .playhead("D")
                .at(3_900)
                .playhead("E")
                .at(10_000);
        assertThat(driver.commands())
                .containsExactly("3100 store C", "3100 kill B1", "3500 store D", "3900 store E", "4400 start E1");
    }

    // ---- the clock ------------------------------------------------------------------------------------------------

    @Test
    void fastInputIsPublishedEarlyIfMoreThanFourSegmentsWait() {
        SwitcherDriver driver =
                onAir().at(300).segment("A").segment("A").segment("A").segment("A");
        assertThat(driver.commands()).isEmpty();

        assertThat(driver.segment("A").at(8_100).commands()).containsExactly("300 publish A1#1", "7050 publish A1#2");
        assertThat(driver.state().clock().drift(57_050)).isEqualTo(5_050);
    }

    @Test
    void outputRunsAheadByOneTargetDurationAtMost() {
        SwitcherDriver driver = onAir().at(300);
        for (int i = 0; i < RunSupervision.MAX_PENDING; i++) {
            driver.segment("A");
        }

        assertThat(driver.at(10_200).commands())
                .containsExactly("300 publish A1#1", "2100 publish A1#2", "6100 publish A1#3", "10100 publish A1#4");
    }

    @Test
    void tooManyPendingSegmentsAreReportedOnce() {
        SwitcherDriver driver = onAir().at(300);
        for (int i = 0; i < 100; i++) {
            driver.at(300 + i * 500L).segment("A");
        }

        assertThat(driver.logged()).hasSize(1).first().asString().contains("runs faster than real time");
        assertThat(driver.state().program().runs().trouble()).contains("runs faster than real time");
        assertThat(driver.state().program().pending()).hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING);
    }

    @Test
    void catchUpLeavesEverySegmentInThePlaylist() {
        BurstLimit burst = BurstLimit.NONE;
        assertThat(burst.nextAllowedAt(5, 6_000)).isLessThan(0);
        burst = burst.afterPublication(1_000, 4_000, 5).afterPublication(1_010, 4_000, 5);
        assertThat(burst.nextAllowedAt(5, 6_000))
                .as("played as fast as it was published")
                .isEqualTo(5_010);
        burst = burst.afterPublication(5_010, 4_000, 5).afterPublication(5_020, 4_000, 5);
        assertThat(burst.nextAllowedAt(5, 6_000)).isEqualTo(9_020);
        assertThat(BurstLimit.NONE.afterPublication(0, 9_000, 4).nextAllowedAt(4, 6_000))
                .as("at least one segment")
                .isEqualTo(6_000);
    }

    @Test
    void fastPreviewComesOnAirEarlyIfMoreThanFourSegmentsWait() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").clear();

        driver.at(2_600).segment("B").segment("B").segment("B").segment("B").segment("B");
        assertThat(driver.commands()).containsExactly("2600 publish B1#0!", "2600 switched B", "2600 kill A1");
    }

    @Test
    void lateSegmentsCatchUp() {
        SwitcherDriver driver =
                onAir().at(9_000).segment("A").segment("A").segment("A").at(20_000);

        assertThat(driver.commands()).containsExactly("9000 publish A1#1", "9000 publish A1#2", "12100 publish A1#3");
    }

    @Test
    void longOutageResetsTheClock() {
        SwitcherDriver driver = onAir().at(13_101).segment("A").segment("A").at(26_000);

        assertThat(driver.commands()).containsExactly("13101 publish A1#1", "17101 publish A1#2");
        assertThat(driver.logged()).containsExactly("13101 A: the output is 9001 ms late: its clock is reset");
    }

    @Test
    void catchUpMakesUpForOneAndAHalfTargetDurations() {
        SwitcherDriver driver = onAir().at(13_100)
                .segment("A")
                .segment("A")
                .segment("A")
                .segment("A")
                .at(22_000);

        assertThat(driver.commands())
                .containsExactly(
                        "13100 publish A1#1", "13100 publish A1#2", "13100 publish A1#3", "16100 publish A1#4");
        assertThat(driver.logged()).isEmpty();
    }

    @Test
    void longestSegmentIsRemembered() {
        SwitcherDriver driver = onAir().at(200)
                .segment("A", 5_500)
                .segment("A", 3_000)
                .at(14_000)
                .ended("A", Cause.CRASHED);

        assertThat(driver.start("A2").longestSegmentMs()).isEqualTo(5_500);
    }
}
