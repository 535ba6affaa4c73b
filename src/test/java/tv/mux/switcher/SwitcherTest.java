package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/** The moves among inputs that are well. */
class SwitcherTest {
    /** A is on air since 100; the next slot is at 4100. */
    private static Drive onAir() {
        return Drive.overlap().wants("A").at(100).cut("A").soFar();
    }

    // ---- the first input, and names -------------------------------------------------------------------------------

    @Test
    void nothingHappensBeforeTheSchedulerSpeaks() {
        assertThat(Drive.overlap().at(3_600_000).orders()).isEmpty();
    }

    @Test
    void theFirstInputIsOnAirWithItsFirstCut() {
        Drive drive = Drive.overlap().at(500).wants("A").at(700).cut("A");

        assertThat(drive.orders()).containsExactly("500 store A", "500 start A1", "700 publish A1#0", "700 switched A");
        assertThat(drive.start("A1").resumes()).isNull();
        assertThat(drive.start("A1").publishedUpTo()).isNull();
        assertThat(drive.start("A1").untilDueMs()).isZero();
        assertThat(drive.start("A1").longestSegmentMs()).isZero();
        assertThat(drive.switches().get(0).tookMs()).isEqualTo(200);
    }

    @Test
    void cutsArePublishedAsTimePasses() {
        Drive drive = onAir().at(200)
                .cut("A")
                .at(300)
                .cut("A", 3_000)
                .at(400)
                .cut("A")
                .at(20_000);

        assertThat(drive.orders()).containsExactly("4100 publish A1#1", "8100 publish A1#2", "11100 publish A1#3");
    }

    @Test
    void whatRunsFasterThanTimeIsPublishedAtOnce() {
        Drive drive = onAir().at(200);
        for (int i = 0; i < 5; i++) {
            drive.cut("A");
        }

        assertThat(drive.orders()).containsExactly("200 publish A1#1");
    }

    @Test
    void manyCutsOfOneInputSegmentWaitForTheirSlots() {
        Drive drive = onAir().at(200);
        for (int i = 0; i < 8; i++) {
            drive.cutWithin("A", 2_000, 1);
        }

        assertThat(drive.at(8_000).orders()).containsExactly("4100 publish A1#1", "6100 publish A1#2");
    }

    @Test
    void theSameHeadAgainIsNoSwitch() {
        Drive drive = onAir().at(2_500).wants("A").at(3_000).wants("A");

        assertThat(drive.orders()).isEmpty();
        assertThat(drive.told()).isEmpty();
    }

    @Test
    void theSameHeadAgainDoesNotBeginTheNextAnew() {
        Drive drive =
                onAir().at(2_500).wants("B").at(2_600).wants("B").at(2_700).wants("B");

        assertThat(drive.orders()).containsExactly("2500 store B", "2500 start B1");
    }

    @Test
    void aNewNameAloneIsANewTitle() {
        Drive drive = onAir().at(2_500).wants("A", "Evening").at(2_600).cut("A").at(5_000);

        assertThat(drive.orders()).containsExactly("2500 store Evening", "4100 publish A1#1");
        assertThat(drive.publishing().title()).isEqualTo("Evening");
    }

    @Test
    void theNextIsSwitchedToUnderItsNewestName() {
        Drive drive = onAir().at(2_500)
                .wants("B", "News")
                .at(2_600)
                .wants("B", "Sport")
                .cut("B")
                .at(4_100);

        assertThat(drive.orders())
                .containsExactly(
                        "2500 store News",
                        "2500 start B1",
                        "2600 store Sport",
                        "4100 publish B1#0!",
                        "4100 switched Sport",
                        "4100 kill A1");
        assertThat(drive.publishing().title()).isEqualTo("Sport");
    }

    // ---- make before break ----------------------------------------------------------------------------------------

    @Test
    void theNextTakesTheSlotAndTheOneOnAirIsKilledWithItsTail() {
        Drive drive = onAir().at(300).cut("A").at(2_500).wants("B");
        assertThat(drive.orders()).containsExactly("2500 store B", "2500 start B1");
        assertThat(drive.start("B1").untilDueMs()).isEqualTo(1_600);

        assertThat(drive.at(2_700).cut("B").at(4_099).orders()).isEmpty();
        assertThat(drive.at(4_100).orders()).containsExactly("4100 publish B1#0!", "4100 switched B", "4100 kill A1");
        assertThat(drive.switches().get(1).tookMs()).isEqualTo(1_600);

        drive.at(4_200).cutOf("A1", 4_000).cut("B").at(60_000);
        assertThat(drive.orders()).containsExactly("8100 publish B1#1");
    }

    @Test
    void theOneOnAirGoesOnWhileTheNextIsNotReady() {
        Drive drive = onAir().at(300).cut("A").at(2_500).wants("B").soFar();

        assertThat(drive.at(5_099).orders()).as("held for a second").isEmpty();
        assertThat(drive.at(5_100).orders()).containsExactly("5100 publish A1#1");
        assertThat(drive.at(6_000).cut("B").at(7_999).orders())
                .as("the hold has not moved the slot, 8100")
                .isEmpty();
        assertThat(drive.at(8_100).orders())
                .as("a switch comes within the target duration less half a second")
                .containsExactly("8000 publish B1#0!", "8000 switched B", "8000 kill A1");
        assertThat(drive.cut("B").at(20_000).orders())
                .as("that it came sooner has not moved the slots")
                .containsExactly("12100 publish B1#1");
    }

    @Test
    void theNextThatJustMissesTheSlotHasItAllTheSame() {
        Drive drive =
                onAir().at(300).cut("A").at(2_500).wants("B").soFar().at(4_900).cut("B");

        assertThat(drive.orders()).containsExactly("4900 publish B1#0!", "4900 switched B", "4900 kill A1");
        assertThat(drive.cut("B").at(8_100).orders()).containsExactly("8100 publish B1#1");
    }

    @Test
    void theSlotIsHeldForNobodyElse() {
        Drive unreachable = onAir().at(300)
                .cut("A")
                .at(2_500)
                .wants("B")
                .at(2_600)
                .ended("B", Cause.UNREACHABLE)
                .soFar();
        assertThat(unreachable.at(4_100).orders()).contains("4100 publish A1#1");

        Drive settling = onAir().at(300).cut("A").at(3_000).wants("B").at(3_900).wants("C");
        assertThat(settling.soFar().at(4_100).orders()).containsExactly("4100 publish A1#1");
    }

    @Test
    void backBeforeTheFirstCutCancelsTheNextAndNothingElse() {
        Drive drive = onAir().at(300).cut("A").at(2_500).wants("B").soFar();

        assertThat(drive.at(2_700).wants("A").at(30_000).orders())
                .containsExactly("2700 store A", "2700 kill B1", "4100 publish A1#1");
        assertThat(drive.told()).containsExactly("2700 A: A stays on air: the switch away from it was cancelled");
        assertThat(drive.lanes()).isEqualTo("A");
    }

    @Test
    void backBeforeTheSlotCancelsANextThatIsReady() {
        Drive drive = onAir().at(300).cut("A").at(2_500).wants("B").soFar();

        assertThat(drive.at(2_700).cut("B").at(3_000).wants("A").at(4_100).orders())
                .containsExactly("3000 store A", "3000 kill B1", "4100 publish A1#1");
    }

    @Test
    void backAfterTheSwitchIsASwitchThatGoesOnBehindWhatWasShown() {
        Drive drive =
                onAir().at(2_500).wants("B").at(2_700).cut("B", 3_000).at(5_000).soFar();

        drive.wants("A").at(5_200).cut("A").at(7_100);
        assertThat(drive.orders())
                .containsExactly(
                        "5000 store A", "5000 start A2", "7100 publish A2#0!", "7100 switched A", "7100 kill B1");
        assertThat(drive.start("A2").resumes()).isNull();
        assertThat(drive.start("A2").publishedUpTo()).isEqualTo(new Position(0, 0));
        assertThat(drive.start("A2").longestSegmentMs()).isEqualTo(4_000);
        assertThat(drive.start("A2").untilDueMs()).isEqualTo(2_100);
    }

    @Test
    void anotherWishReplacesTheNext() {
        Drive drive = onAir().at(300).cut("A").at(2_500).wants("B").at(4_600).soFar();

        assertThat(drive.wants("C").at(4_700).cut("C").at(8_100).orders())
                .containsExactly(
                        "4600 store C",
                        "4600 kill B1",
                        "4600 start C1",
                        "4700 publish C1#0!",
                        "4700 switched C",
                        "4700 kill A1");
    }

    @Test
    void cutsOfTheReplacedAreNeverPublished() {
        Drive drive = onAir().at(2_500).wants("B").at(4_600).wants("C").soFar();

        assertThat(drive.cutOf("B1", 4_000).at(10_000).orders()).isEmpty();
    }

    @Test
    void inABurstAnInputIsBegunWhenNoOtherFollowed() {
        Drive drive = onAir().at(3_000).wants("B").soFar();

        drive.at(3_100).wants("C").at(3_500).wants("D").at(3_900).wants("E").at(10_000);
        assertThat(drive.orders())
                .containsExactly("3100 store C", "3100 kill B1", "3500 store D", "3900 store E", "4400 start E1");
    }

    // ---- the clock ------------------------------------------------------------------------------------------------

    @Test
    void aFastInputIsPublishedWhenMoreThanFourOfItsCutsWait() {
        Drive drive = onAir().at(300).cut("A").cut("A").cut("A").cut("A");
        assertThat(drive.orders()).isEmpty();

        assertThat(drive.cut("A").at(8_100).orders()).containsExactly("300 publish A1#1", "7050 publish A1#2");
        assertThat(drive.state().clock().drift(57_050)).isEqualTo(5_050);
    }

    @Test
    void howeverFastAnInputIsTheOutputRunsAheadByOneTargetDurationAtMost() {
        Drive drive = onAir().at(300);
        for (int i = 0; i < RunSupervision.MAX_PENDING; i++) {
            drive.cut("A");
        }

        assertThat(drive.at(10_200).orders())
                .containsExactly("300 publish A1#1", "2100 publish A1#2", "6100 publish A1#3", "10100 publish A1#4");
    }

    @Test
    void cutsThatAreTooManyAreToldOfOnce() {
        Drive drive = onAir().at(300);
        for (int i = 0; i < 100; i++) {
            drive.at(300 + i * 500L).cut("A");
        }

        assertThat(drive.told()).hasSize(1).first().asString().contains("runs faster than real time");
        assertThat(drive.state().program().runs().trouble()).contains("runs faster than real time");
        assertThat(drive.state().program().pending()).hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING);
    }

    @Test
    void aCatchUpLeavesEveryNumberListed() {
        BurstLimit burst = BurstLimit.NONE;
        assertThat(burst.nextAllowedAt(5, 6_000)).isLessThan(0);
        burst = burst.afterPublication(1_000, 4_000, 5).afterPublication(1_010, 4_000, 5);
        assertThat(burst.nextAllowedAt(5, 6_000))
                .as("played as fast as it left")
                .isEqualTo(5_010);
        burst = burst.afterPublication(5_010, 4_000, 5).afterPublication(5_020, 4_000, 5);
        assertThat(burst.nextAllowedAt(5, 6_000)).isEqualTo(9_020);
        assertThat(BurstLimit.NONE.afterPublication(0, 9_000, 4).nextAllowedAt(4, 6_000))
                .as("one at the least")
                .isEqualTo(6_000);
    }

    @Test
    void aFastNextTakesTheAirWhenMoreThanFourOfItsCutsWait() {
        Drive drive = onAir().at(2_500).wants("B").soFar();

        drive.at(2_600).cut("B").cut("B").cut("B").cut("B").cut("B");
        assertThat(drive.orders()).containsExactly("2600 publish B1#0!", "2600 switched B", "2600 kill A1");
    }

    @Test
    void lateCutsCatchUp() {
        Drive drive = onAir().at(9_000).cut("A").cut("A").cut("A").at(20_000);

        assertThat(drive.orders()).containsExactly("9000 publish A1#1", "9000 publish A1#2", "12100 publish A1#3");
    }

    @Test
    void anOutageSetsTheClockAnew() {
        Drive drive = onAir().at(13_101).cut("A").cut("A").at(26_000);

        assertThat(drive.orders()).containsExactly("13101 publish A1#1", "17101 publish A1#2");
        assertThat(drive.told()).containsExactly("13101 A: the output is 9001 ms late: its clock is reset");
    }

    @Test
    void whatIsMissingIsMadeUpForUpToOneAndAHalfTargetDurations() {
        Drive drive = onAir().at(13_100).cut("A").cut("A").cut("A").cut("A").at(22_000);

        assertThat(drive.orders())
                .containsExactly(
                        "13100 publish A1#1", "13100 publish A1#2", "13100 publish A1#3", "16100 publish A1#4");
        assertThat(drive.told()).isEmpty();
    }

    @Test
    void longestCutsAreLearned() {
        Drive drive = onAir().at(200).cut("A", 5_500).cut("A", 3_000).at(14_000).ended("A", Cause.CRASHED);

        assertThat(drive.start("A2").longestSegmentMs()).isEqualTo(5_500);
    }
}
