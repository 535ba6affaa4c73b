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

/** What stands in while no input delivers. A target duration is 6 s here, and the slate 3.84 s. */
class SwitcherSlateTest {
    /** A is on air since 100; the next slot is at 4100. */
    private static Drive onAir() {
        return Drive.withSlate(TransitionMode.OVERLAP)
                .wants("A")
                .at(100)
                .cut("A")
                .soFar();
    }

    @Test
    void standsInBeforeOneAndAHalfTargetDurationsAndThenKeepsPace() {
        Drive drive = onAir().at(16_000);

        // The second makes up for the wait before the first: from there on they come as time passes.
        assertThat(drive.orders())
                .containsExactly(
                        "7600 publish slate#0!",
                        "7940 publish slate#1",
                        "11780 publish slate#2",
                        "15620 publish slate#3");
        assertThat(drive.told()).containsExactly("7600 A: nothing was published for 7500 ms: the slate is on air");
        assertThat(drive.publishing().segment().head()).isEqualTo("A");
        assertThat(drive.publishing().title()).isEqualTo("A");
    }

    /** One outage after the other must not eat up what players have before them. */
    @Test
    void makesUpForWhatWasMissingBefore() {
        // Each cut comes 3.4 s after its slot: the input is late, and then is gone.
        Drive drive = onAir().at(7_500).cut("A").at(11_500).cut("A").soFar();

        assertThat(drive.at(24_000).orders())
                .containsExactly(
                        "19000 publish slate#0!",
                        "19000 publish slate#1",
                        "19780 publish slate#2",
                        "23620 publish slate#3");
        assertThat(drive.state().clock().drift(73_620)).isEqualTo(3_840);
    }

    @Test
    void neverBeforeTheFirstRealSegment() {
        Drive drive = Drive.withSlate(TransitionMode.OVERLAP).wants("A").at(100_000);

        assertThat(drive.orders()).noneMatch(order -> order.contains("slate"));
    }

    @Test
    void aStreamThatWasGoesOnWithIt() {
        Position place = new Position(7, 7);
        ResumePoint origin = new ResumePoint(
                new Playhead("A", "a", 0),
                "A",
                "a",
                Map.of("A", new InputProgress(place, 4_000)),
                0,
                Drive.TARGET_MS,
                20,
                1);
        Drive drive = Drive.withSlateFrom(TransitionMode.OVERLAP, origin, new Playhead("A", "a", 0));

        assertThat(drive.at(8_000).orders()).contains("7500 publish slate#0!");
        assertThat(drive.publishing().segment().end()).as("where the input was").isEqualTo(place);
    }

    @Test
    void aCutThatIsLateButInTimeIsWaitedFor() {
        Drive drive = onAir().at(7_500).cut("A").at(11_000);

        assertThat(drive.orders()).containsExactly("7500 publish A1#1");
    }

    @Test
    void aLongSegmentIsPlayedToItsEndFirst() {
        Drive drive = Drive.withSlate(TransitionMode.OVERLAP)
                .wants("A")
                .at(100)
                .cut("A", 6_400)
                .soFar();

        assertThat(drive.at(7_700).orders()).containsExactly("7600 publish slate#0!");
    }

    @Test
    void theInputIsTakenBackWhenItHasDeliveredForAWhile() {
        Drive drive = onAir().at(8_000).soFar().at(10_000).cut("A").at(15_000);

        // It delivers since 10 s, and is trusted at 12 s: the slate waits a moment for it.
        assertThat(drive.orders()).containsExactly("12000 publish A1#1!");
        assertThat(drive.told()).containsExactly("12000 A: A is on air after 4400 ms of slate");
    }

    @Test
    void anInputThatIsInTroubleAgainIsNotTakenBack() {
        Drive drive = onAir().at(8_000).soFar().at(10_000).cut("A").at(11_000).trouble("A", "silent");

        assertThat(drive.at(20_000).orders())
                .containsExactly("11780 publish slate#2", "15620 publish slate#3", "19460 publish slate#4");
        drive.cut("A").at(24_000);
        assertThat(drive.orders()).containsExactly("23300 publish A1#2!");
    }

    @Test
    void whatWasMissedIsNotShownLater() {
        Drive drive = onAir().at(8_000)
                .soFar()
                .at(10_000)
                .cut("A")
                .cut("A")
                .cut("A")
                .cut("A")
                .at(16_500);

        assertThat(drive.orders()).containsExactly("12000 publish A1#3!", "15780 publish A1#4");
    }

    @Test
    void anInputThatComesAndGoesIsTakenBackEverLater() {
        Drive drive = onAir().at(9_800).cut("A").at(11_800).soFar();
        assertThat(drive.state().slate().on()).isFalse();

        drive.at(19_400).orders();
        assertThat(drive.state().slate().on()).isTrue();
        assertThat(drive.state().slate().holdMs()).isEqualTo(2 * Drive.HOLD_MS);
    }

    @Test
    void anInputThatHasStayedIsTakenBackAsSoonAsBefore() {
        Drive drive = onAir().at(9_800).cut("A");
        for (int second = 12; second <= 28; second += 4) {
            drive.at(second * 1_000L).cut("A");
        }

        drive.at(45_000);
        assertThat(drive.state().slate().on()).isTrue();
        assertThat(drive.state().slate().holdMs()).isEqualTo(Drive.HOLD_MS);
    }

    @Test
    void anotherInputTakesTheSlotFromItAtOnce() {
        Drive drive = onAir().at(8_000)
                .soFar()
                .at(9_000)
                .wants("B")
                .at(9_500)
                .cut("B")
                .at(12_000);

        assertThat(drive.orders())
                .containsExactly(
                        "9000 store B", "9000 start B1", "11780 publish B1#0!", "11780 switched B", "11780 kill A1");
        assertThat(drive.state().slate().on()).isFalse();
    }

    @Test
    void theNextRunOfTheInputBeginsAtItsEdge() {
        Drive drive = onAir().at(8_000).ended("A", Cause.ENDED).at(10_000);

        assertThat(drive.start("A2").continuous()).isFalse();
        assertThat(drive.start("A2").publishedUpTo())
                .as("but not before what was shown")
                .isEqualTo(new Position(0, 0));
    }

    @Test
    void isTriedAgainWhereItCannotBePublished() {
        Drive drive = onAir().publicationsHang().at(7_600).refused().at(8_700);

        assertThat(drive.orders()).containsExactly("7600 publish slate#0!", "8600 publish slate#1!");
        drive.published().at(12_000);
        assertThat(drive.orders()).containsExactly("8700 publish slate#2");
    }

    @ParameterizedTest
    @EnumSource(TransitionMode.class)
    void standsInWhereTheNextOneDoesNotComeAndTheOneOnAirIsGone(TransitionMode mode) {
        Drive drive =
                Drive.withSlate(mode).wants("A").at(100).cut("A").at(1_000).ended("A", Cause.UNREACHABLE);

        drive.at(1_100).wants("B").at(30_000);
        assertThat(drive.orders().stream()
                        .filter(order -> order.contains("slate"))
                        .count())
                .isGreaterThanOrEqualTo(5);
        assertThat(drive.lanes()).isEqualTo("A>B");
    }
}
