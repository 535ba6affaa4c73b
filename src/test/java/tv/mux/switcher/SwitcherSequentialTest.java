package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.status.RunStatus.Cause;

/** Inputs that allow one reader: the one on air is finished before the next is begun. */
class SwitcherSequentialTest {
    /** A is on air since 100; the next slot is at 4100. */
    private static Drive onAir() {
        return Drive.sequential().wants("A").at(100).cut("A").soFar();
    }

    /** A has left at 2700 with a last cut of 2 s, due at 4100. */
    private static Drive left() {
        return onAir().at(2_500).wants("B").at(2_600).cut("A", 2_000).at(2_700).ended("A", Cause.STOPPED);
    }

    /** The last cut of A has left: B is begun at 4100, and due at 6100. */
    private static Drive begun() {
        return left().at(4_100).soFar();
    }

    @Test
    void theOneOnAirIsFinishedAndItsLastCutsPublishedBeforeTheNext() {
        Drive drive = left();
        assertThat(drive.orders()).containsExactly("2500 store B", "2500 finish A1");

        assertThat(drive.at(6_000).orders()).containsExactly("4100 publish A1#1", "4100 start B1", "4100 kill A1");
        assertThat(drive.start("B1").untilDueMs()).isEqualTo(2_000);

        assertThat(drive.cut("B").at(10_000).orders()).containsExactly("6100 publish B1#0!", "6100 switched B");
        assertThat(drive.lanes()).isEqualTo("B");
    }

    @Test
    void theNextIsBegunAtOnceWhereNothingIsLeftToShow() {
        Drive drive =
                onAir().at(2_500).wants("B").at(2_700).ended("A", Cause.STOPPED).soFar();

        assertThat(drive.at(2_900).cut("B").at(4_100).orders())
                .containsExactly("4100 publish B1#0!", "4100 switched B");
    }

    @Test
    void theNextHasAllTheTimeThereIsFromWhenItIsBegun() {
        Drive drive =
                onAir().at(300).cut("A").cut("A").cut("A").cut("A").at(2_500).wants("B");

        drive.at(2_700).ended("A", Cause.STOPPED).soFar().at(31_099);
        assertThat(drive.orders())
                .containsExactly(
                        "4100 publish A1#1",
                        "8100 publish A1#2",
                        "12100 publish A1#3",
                        "16100 publish A1#4",
                        "16100 start B1",
                        "16100 kill A1");
        assertThat(drive.at(31_100).orders()).containsExactly("31100 no switch B", "31100 kill B1", "31100 start A2");
    }

    @Test
    void lastCutsAreNotHurriedHoweverManyWait() {
        Drive drive = onAir().at(300)
                .cut("A")
                .cut("A")
                .cut("A")
                .cut("A")
                .at(2_500)
                .wants("B")
                .soFar();

        assertThat(drive.cut("A").cut("A").at(4_099).orders()).isEmpty();
    }

    @Test
    void aChildThatDiesWhileItFinishesIsNoFailure() {
        Drive drive = onAir().at(2_500).wants("B").at(2_700).ended("A", Cause.CRASHED);

        assertThat(drive.orders()).containsExactly("2500 store B", "2500 finish A1", "2700 kill A1", "2700 start B1");
        assertThat(drive.told()).containsExactly("2500 B: the scheduler asks for B");
    }

    @Test
    void theOneOnAirIsTakenBackWhereTheNextFailsEarly() {
        Drive drive = begun().at(4_200).ended("B", Cause.UNREACHABLE, "404");
        assertThat(drive.orders()).containsExactly("4200 no switch B", "4200 kill B1", "4200 start A2");
        assertThat(drive.told())
                .containsExactly(
                        "4200 B: 404; next try in 30000 ms",
                        "4200 B: no switch to B after 1700 ms: 404; A is started again");
        assertThat(drive.at(4_500).cut("A").at(34_199).orders()).containsExactly("6100 publish A2#0!");

        drive.at(34_300).ended("A", Cause.STOPPED).at(34_500).ended("B", Cause.UNREACHABLE, "404");
        assertThat(drive.orders())
                .as("then it is tried again")
                .containsExactly(
                        "34200 finish A2", "34300 kill A2", "34300 start B2", "34500 kill B2", "34500 start A3");
        assertThat(drive.at(94_499).orders()).as("and then less soon").isEmpty();
        assertThat(drive.at(94_500).orders()).containsExactly("94500 finish A3");
    }

    @Test
    void theOneOnAirIsTakenBackAfterTheTimeOut() {
        assertThat(begun().at(60_000).orders())
                .containsExactly("19100 no switch B", "19100 kill B1", "19100 start A2", "49100 finish A2");
    }

    @Test
    void aNextThatCrashesOnceIsTriedAgainBeforeTheOneOnAirIsTakenBack() {
        Drive drive = begun().at(4_200).ended("B", Cause.CRASHED);
        assertThat(drive.orders()).containsExactly("4200 start B2 resumes B1", "4200 kill B1");

        assertThat(drive.at(4_300).ended("B", Cause.CRASHED).orders())
                .containsExactly("4300 no switch B", "4300 kill B2", "4300 start A2");
    }

    @Test
    void aNextThatBreaksOffIsFollowedAndNothingIsTakenBack() {
        Drive drive = begun().at(4_700).ended("B", Cause.DISCONTINUITY);

        assertThat(drive.orders()).containsExactly("4700 start B2 resumes B1", "4700 kill B1");
    }

    @Test
    void backWhileTheOneOnAirLeavesBeginsItAnewWhenItHasLeft() {
        Drive drive = onAir().at(2_500).wants("B").at(2_600).wants("A").soFar();

        drive.at(2_700)
                .cut("A", 2_000)
                .ended("A", Cause.STOPPED)
                .at(2_900)
                .cut("A")
                .at(7_000);
        assertThat(drive.orders())
                .containsExactly("2700 start A2", "4100 publish A1#1", "4100 kill A1", "6100 publish A2#0!");
        assertThat(drive.lanes()).isEqualTo("A");
    }

    @Test
    void backWhenTheOneOnAirHasLeftBeginsItAnewAtOnce() {
        assertThat(left().soFar().at(2_800).wants("A").orders()).containsExactly("2800 store A", "2800 start A2");

        Drive drive = begun().at(4_200).wants("A");
        assertThat(drive.orders()).containsExactly("4200 store A", "4200 kill B1", "4200 start A2");
        assertThat(drive.cut("A").at(7_000).orders()).containsExactly("6100 publish A2#0!");
    }

    @Test
    void anotherWishWhileTheOneOnAirLeavesIsBegunWhenItHasLeft() {
        Drive drive =
                onAir().at(3_000).wants("B").at(3_200).wants("C").at(3_300).soFar();

        assertThat(drive.ended("A", Cause.STOPPED).at(5_000).orders()).containsExactly("3300 kill A1", "3700 start C1");
    }

    @Test
    void anotherWishWhenTheOneOnAirHasLeftIsBegunAtOnce() {
        assertThat(begun().at(4_600).wants("C").orders())
                .containsExactly("4600 store C", "4600 kill B1", "4600 start C1");
    }

    @Test
    void aBurstDoesNotFinishTheOneOnAirForNothing() {
        Drive drive = onAir().at(300).wants("B").at(500).wants("A").at(5_000);

        assertThat(drive.orders()).containsExactly("300 store B", "500 store A");
    }

    @Test
    void aDeadOneOnAirIsNotBegunToBeFinished() {
        Drive drive = onAir().at(2_300)
                .ended("A", Cause.UNREACHABLE)
                .soFar()
                .at(2_500)
                .wants("B");

        assertThat(drive.orders()).containsExactly("2500 store B", "2500 start B1");
    }

    @Test
    void aFinishThatOutlastsTheTimeOutIsNoFailureOfTheOneOnAir() {
        Drive drive = onAir().at(2_500).wants("B").at(18_000).soFar();

        drive.ended("A", Cause.STOPPED);
        assertThat(drive.orders()).containsExactly("18000 kill A1", "18000 start A2");
        assertThat(drive.state().program().runs().failures()).isZero();
    }

    @Test
    void theNextThatDiesWithACutReadyTakesTheAirAllTheSame() {
        Drive drive = begun().at(4_400)
                .cut("B")
                .at(4_500)
                .ended("B", Cause.UNREACHABLE)
                .at(6_100);

        assertThat(drive.orders())
                .containsExactly("5000 start B2", "6100 publish B1#0!", "6100 switched B", "6100 kill B1");
        assertThat(drive.lanes()).isEqualTo("B");
    }
}
