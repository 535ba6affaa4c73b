package tv.mux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.bus.RunState.Cause;

/** Inputs that allow one reader: the one on air is finished before the next is begun. */
class SwitcherSequentialTest {
    /** A is on air since 100; the next slot is at 4100. */
    private static Drive onAir() {
        return Drive.sequential().wants("A").at(100).cut("A").soFar();
    }

    /** A has left with a last cut of 2 s, due at 4100; B is begun at 2700. */
    private static Drive left() {
        return onAir().at(2_500).wants("B").at(2_600).cut("A", 2_000).at(2_700).ended("A", Cause.STOPPED);
    }

    @Test
    void theOneOnAirIsFinishedAndItsLastCutsPublishedBeforeTheNext() {
        Drive drive = left();
        assertThat(drive.orders()).containsExactly("2500 remember B", "2500 finish A1", "2700 start B1");
        assertThat(drive.start("B1").untilDueMs()).isEqualTo(4_100 + 2_000 - 2_700);

        drive.at(3_000).cut("B").at(10_000);
        assertThat(drive.orders())
                .containsExactly("4100 publish A1#1", "4100 kill A1", "6100 publish B1#0!", "6100 switched B");
        assertThat(drive.lanes()).isEqualTo("B");
    }

    @Test
    void theNextWaitsForTheLastCutOfTheOneOnAir() {
        Drive drive =
                onAir().at(2_500).wants("B").at(2_700).ended("A", Cause.STOPPED).soFar();

        assertThat(drive.at(2_900).cut("B").at(4_100).orders())
                .containsExactly("4100 publish B1#0!", "4100 switched B");
    }

    @Test
    void aChildThatDiesWhileItFinishesIsNoFailure() {
        Drive drive = onAir().at(2_500).wants("B").at(2_700).ended("A", Cause.CRASHED);

        assertThat(drive.orders())
                .containsExactly("2500 remember B", "2500 finish A1", "2700 kill A1", "2700 start B1");
        assertThat(drive.told()).containsExactly("2500 B: wanted on air: B");
    }

    @Test
    void theOneOnAirIsTakenBackWhereTheNextFailsEarly() {
        Drive drive = left().soFar().at(2_900).ended("B", Cause.UNREACHABLE, "404");
        assertThat(drive.orders()).containsExactly("2900 no switch B", "2900 kill B1", "2900 start A2");
        assertThat(drive.told())
                .containsExactly(
                        "2900 B: 404; next try in 30000 ms",
                        "2900 B: no switch to B after 400 ms: 404; A is taken back");

        drive.at(3_100).cut("A").at(20_000);
        assertThat(drive.orders()).containsExactly("4100 publish A1#1", "4100 kill A1", "6100 publish A2#0!");

        drive.at(32_900);
        assertThat(drive.orders()).as("and then once more").containsExactly("32900 finish A2");
        drive.at(33_000).ended("A", Cause.STOPPED).at(33_200).ended("B", Cause.UNREACHABLE, "404");
        assertThat(drive.at(93_199).orders())
                .containsExactly("33000 kill A2", "33000 start B2", "33200 kill B2", "33200 start A3");
        assertThat(drive.at(93_200).orders()).containsExactly("93200 finish A3");
    }

    @Test
    void theOneOnAirIsTakenBackAfterTheTimeOut() {
        Drive drive = left().soFar().at(18_000);

        assertThat(drive.orders())
                .containsExactly(
                        "4100 publish A1#1", "4100 kill A1", "17500 no switch B", "17500 kill B1", "17500 start A2");
    }

    @Test
    void aNextThatCrashesOnceIsTriedAgainBeforeTheOneOnAirIsTakenBack() {
        Drive drive = left().soFar().at(2_900).ended("B", Cause.CRASHED);
        assertThat(drive.orders()).containsExactly("2900 start B2 resumes B1", "2900 kill B1");

        assertThat(drive.at(3_000).ended("B", Cause.CRASHED).orders())
                .containsExactly("3000 no switch B", "3000 kill B2", "3000 start A2");
    }

    @Test
    void aNextThatBreaksOffIsFollowedAndNothingIsTakenBack() {
        Drive drive = left().soFar().at(3_300).ended("B", Cause.DISCONTINUITY);

        assertThat(drive.orders()).containsExactly("3300 start B2 resumes B1", "3300 kill B1");
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
        Drive drive = left().soFar().at(2_800).wants("A");

        assertThat(drive.orders()).containsExactly("2800 remember A", "2800 kill B1", "2800 start A2");
        assertThat(drive.cut("A").at(7_000).orders())
                .containsExactly("4100 publish A1#1", "4100 kill A1", "6100 publish A2#0!");
    }

    @Test
    void anotherWishWhileTheOneOnAirLeavesIsBegunWhenItHasLeft() {
        Drive drive =
                onAir().at(3_000).wants("B").at(3_200).wants("C").at(3_300).soFar();

        assertThat(drive.ended("A", Cause.STOPPED).at(5_000).orders()).containsExactly("3300 kill A1", "3700 start C1");
    }

    @Test
    void anotherWishWhenTheOneOnAirHasLeftIsBegunAtOnce() {
        Drive drive = onAir().at(2_500)
                .wants("B")
                .at(2_700)
                .ended("A", Cause.STOPPED)
                .at(4_600)
                .soFar();

        assertThat(drive.wants("C").orders()).containsExactly("4600 remember C", "4600 kill B1", "4600 start C1");
    }

    @Test
    void aBurstDoesNotFinishTheOneOnAirForNothing() {
        Drive drive = onAir().at(300).wants("B").at(500).wants("A").at(5_000);

        assertThat(drive.orders()).containsExactly("300 remember B", "500 remember A");
    }

    @Test
    void aDeadOneOnAirIsNotBegunToBeFinished() {
        Drive drive = onAir().at(2_300)
                .ended("A", Cause.UNREACHABLE)
                .soFar()
                .at(2_500)
                .wants("B");

        assertThat(drive.orders()).containsExactly("2500 remember B", "2500 start B1");
    }

    @Test
    void aFinishThatOutlastsTheTimeOutIsNoFailureOfTheOneOnAir() {
        Drive drive = onAir().at(2_500).wants("B").at(18_000).soFar();

        drive.ended("A", Cause.STOPPED);
        assertThat(drive.orders()).containsExactly("18000 kill A1", "18000 start A2");
        assertThat(drive.state().onAir().failures()).isZero();
    }

    @Test
    void theNextThatIsReadyIsOnAirWithoutTheOtherEverComingBack() {
        Drive drive =
                left().at(3_000).cut("B").at(6_200).ended("B", Cause.CRASHED).soFar();

        assertThat(drive.at(60_000).orders()).isEmpty();
        assertThat(drive.lanes()).isEqualTo("B");
    }
}
