package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/** Runs that end when nobody wants them to, and inputs that do not come. */
class SwitcherTroubleTest {
    /** A is on air since 100; the next slot is at 4100. */
    private static Drive onAir() {
        return Drive.overlap().wants("A").at(100).cut("A").soFar();
    }

    // ---- the one on air -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"CRASHED", "STUCK"})
    void aChildThatFailsIsResumedAtOnceAndThenEverMoreSlowly(Cause cause) {
        Drive drive = onAir();

        drive.at(2_000).ended("A", cause).at(2_100).ended("A", cause);
        drive.at(3_200).ended("A", cause).at(5_300).ended("A", cause).at(10_000);
        assertThat(drive.orders())
                .containsExactly(
                        "2000 start A2 resumes A1",
                        "2000 kill A1",
                        "3100 start A3 resumes A2",
                        "3100 kill A2",
                        "5200 start A4 resumes A3",
                        "5200 kill A3",
                        "8300 start A5 resumes A4",
                        "8300 kill A4");
    }

    @Test
    void anInputThatIsMovedBackToIsTriedAtOnce() {
        Drive drive = onAir().at(20_000);
        for (int i = 0; i < 4; i++) {
            drive.ended("A", Cause.UNREACHABLE).at(20_000 + (i + 1) * 3_100);
        }
        drive.ended("A", Cause.UNREACHABLE).at(33_000).wants("B").soFar();

        assertThat(drive.at(33_100).wants("A").orders()).contains("33100 start A6");
    }

    @Test
    void aDeliveredCutMakesTheNextRetryComeAtOnceAgain() {
        Drive drive = onAir().at(2_000).ended("A", Cause.CRASHED).at(2_100).ended("A", Cause.CRASHED);

        drive.at(3_200).cut("A").soFar().at(3_300).ended("A", Cause.CRASHED);
        assertThat(drive.orders()).containsExactly("3300 start A4 resumes A3");
    }

    @Test
    void anEndedRunIsHeldWhileItsCutsWait() {
        Drive drive = onAir().at(200).cut("A").cut("A");

        drive.at(2_000).ended("A", Cause.CRASHED).at(2_200).cut("A").at(20_000);
        assertThat(drive.orders())
                .containsExactly(
                        "2000 start A2 resumes A1",
                        "4100 publish A1#1",
                        "8100 publish A1#2",
                        "8100 kill A1",
                        "12100 publish A2#0!");
        assertThat(drive.start("A2").publishedUpTo())
                .as("behind the newest cut")
                .isEqualTo(new Position(2, 2));
        assertThat(drive.start("A2").untilDueMs()).isEqualTo(4_100 + 8_000 - 2_000);
    }

    @Test
    void anEndedRunIsHeldWhileItsCutIsBeingPublished() {
        Drive drive = onAir().publicationsHang().at(4_200).cut("A").at(4_300).ended("A", Cause.CRASHED);
        assertThat(drive.orders()).containsExactly("4200 publish A1#1", "4300 start A2 resumes A1");
        assertThat(drive.start("A2").publishedUpTo()).isEqualTo(new Position(1, 1));

        assertThat(drive.at(4_400).published().orders()).containsExactly("4400 kill A1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"DISCONTINUITY", "RESTARTED", "GAP"})
    void anInputThatBreaksOffIsFollowedAtOnceAndHasNotFailed(Cause cause) {
        Drive drive = onAir().at(1_000).ended("A", cause).at(3_000).ended("A", cause);

        assertThat(drive.orders())
                .containsExactly(
                        "1000 start A2 resumes A1", "1000 kill A1", "3000 start A3 resumes A2", "3000 kill A2");
        assertThat(drive.state().program().runs().failures()).isZero();
        assertThat(drive.state().program().runs().trouble()).isNull();
    }

    @Test
    void anInputThatBreaksOffAllTheTimeIsNotFollowedInALoop() {
        Drive drive = onAir();
        for (int ms = 1_000; ms < 11_000; ms += 10) {
            drive.at(ms);
            if (drive.state().program().runs().current() != null) {
                drive.ended("A", Cause.DISCONTINUITY);
            }
        }
        assertThat(drive.orders()).filteredOn(order -> order.contains("start")).hasSizeBetween(10, 22);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"UNREACHABLE", "FORBIDDEN", "NOT_HLS", "UNFIT", "STALLED", "ENDED"})
    void anInputThatFailsIsTriedAgainFromTheStartEverMoreSlowly(Cause cause) {
        Drive drive = onAir().at(1_000).ended("A", cause);

        drive.at(1_600).ended("A", cause).at(2_700).ended("A", cause).at(5_000);
        assertThat(drive.orders())
                .containsExactly(
                        "1000 kill A1",
                        "1500 start A2",
                        "1600 kill A2",
                        "2600 start A3",
                        "2700 kill A3",
                        "4700 start A4");
        assertThat(drive.start("A2").publishedUpTo()).isEqualTo(new Position(0, 0));
    }

    @Test
    void theSameTroubleIsToldEverMoreRarely() {
        Drive drive = onAir();
        for (int failure = 1; failure <= 20; failure++) {
            drive.at(failure * 20_000L).running("A").ended("A", Cause.UNREACHABLE, "404");
        }
        assertThat(drive.told())
                .containsExactly(
                        "20000 A: 404; next try in 500 ms",
                        "40000 A: 404; next try in 1000 ms",
                        "80000 A: 404; next try in 3000 ms",
                        "160000 A: 404; next try in 3000 ms",
                        "320000 A: 404; next try in 3000 ms");
    }

    @Test
    void anotherTroubleIsToldAtOnce() {
        Drive drive = onAir();
        for (int failure = 1; failure <= 3; failure++) {
            drive.at(failure * 20_000L).ended("A", Cause.UNREACHABLE, "404");
        }
        drive.soFar().at(90_000).ended("A", Cause.UNREACHABLE, "404").soFar();

        assertThat(drive.at(110_000).ended("A", Cause.NOT_HLS, "HTML").told())
                .containsExactly("110000 A: HTML; next try in 3000 ms");
    }

    @Test
    void troubleIsShownWhileItLasts() {
        Drive drive = onAir().at(1_000).trouble("A", "500");
        assertThat(drive.state().program().runs().trouble()).isEqualTo("500");

        assertThat(drive.running("A").state().program().runs().trouble()).isNull();
        assertThat(drive.trouble("A", "500").cut("A").state().program().runs().trouble())
                .isNull();
    }

    // ---- one dies while the other is pending ----------------------------------------------------------------------

    @Test
    void theOneOnAirIsSupervisedUntilItLeaves() {
        Drive drive = onAir().at(2_500).wants("B").soFar();

        drive.at(2_600).ended("A", Cause.CRASHED).at(2_700).cut("A").at(6_000);
        assertThat(drive.orders()).containsExactly("2600 start A2 resumes A1", "2600 kill A1", "5100 publish A2#0!");
        assertThat(drive.at(6_100).cut("B").at(8_100).orders())
                .containsExactly("8000 publish B1#0!", "8000 switched B", "8000 kill A2");
    }

    @Test
    void theNextStepsInWhereTheOneOnAirIsDead() {
        Drive drive = onAir().at(2_500).wants("B").soFar();

        drive.at(2_600).ended("A", Cause.UNREACHABLE).at(2_700).cut("B").at(5_000);
        assertThat(drive.orders())
                .containsExactly(
                        "2600 kill A1", "3100 start A2", "4100 publish B1#0!", "4100 switched B", "4100 kill A2");
    }

    @Test
    void theNextThatDiesWithACutReadyTakesTheAirWithIt() {
        Drive drive = onAir().at(2_500).wants("B").at(2_700).cut("B").soFar();

        drive.at(3_000).ended("B", Cause.CRASHED).at(3_200).cut("B").at(9_000);
        assertThat(drive.orders())
                .containsExactly(
                        "3000 start B2 resumes B1",
                        "4100 publish B1#0!",
                        "4100 switched B",
                        "4100 kill A1",
                        "4100 kill B1",
                        "8100 publish B2#0!");
    }

    @Test
    void bothMayDieAndTheFirstToDeliverIsPublished() {
        Drive drive = onAir().at(2_500).wants("B").soFar();

        drive.at(2_600).ended("A", Cause.UNREACHABLE).at(2_700).ended("B", Cause.UNREACHABLE);
        assertThat(drive.at(3_300).orders())
                .containsExactly("2600 kill A1", "2700 kill B1", "3100 start A2", "3200 start B2");
        assertThat(drive.cut("A").at(4_100).orders())
                .as("B has failed once: A does not wait for it")
                .containsExactly("4100 publish A2#0!");
        assertThat(drive.cut("B").at(8_100).orders())
                .containsExactly("8000 publish B2#0!", "8000 switched B", "8000 kill A2");
    }

    // ---- the next does not come -----------------------------------------------------------------------------------

    @Test
    void theOneOnAirStaysWhileTheNextIsUnreachable() {
        Drive drive = onAir().at(2_500).wants("B").soFar();
        for (long slot = 4_100; slot < 60_000; slot += 4_000) {
            for (long ms = slot - 900; ms < slot + 3_100; ms += 100) {
                drive.at(ms);
                if (ms == slot - 400) {
                    drive.cut("A");
                }
                if (drive.state().preview().runs().current() != null) {
                    drive.ended("B", Cause.UNREACHABLE, "404");
                }
            }
        }
        assertThat(drive.orders())
                .filteredOn(order -> order.contains("publish"))
                .hasSize(14)
                .allMatch(order -> order.contains("publish A1#"));
        assertThat(drive.lanes()).isEqualTo("A>B");
        assertThat(drive.switches()).filteredOn(made -> !made.done()).hasSize(1);
        assertThat(drive.told()).hasSizeBetween(4, 6).first().isEqualTo("3200 B: 404; next try in 500 ms");
    }

    @Test
    void aSwitchThatDoesNotComeHasFailedOnceAndIsTriedAgain() {
        Drive drive = onAir().at(2_500).wants("B").soFar().at(52_000);

        assertThat(drive.orders())
                .containsExactly(
                        "17500 no switch B",
                        "17500 kill B1",
                        "18000 start B2",
                        "33000 kill B2",
                        "34000 start B3",
                        "49000 kill B3",
                        "51000 start B4");
        assertThat(drive.told())
                .containsExactly(
                        "17500 B: no switch to B after 15000 ms: it has not delivered; A stays on air",
                        "33000 B: still no switch to B after 30500 ms: it has not delivered; A stays on air");
    }

    @Test
    void aSwitchThatFailedIsMadeWhenItsInputComesAtLast() {
        Drive drive =
                onAir().at(2_500).wants("B").at(18_000).cut("A").at(18_100).soFar();

        assertThat(drive.cut("B").at(22_000).orders())
                .containsExactly("22000 publish B2#0!", "22000 switched B", "22000 kill A1");
        assertThat(drive.switches().get(2).tookMs()).isEqualTo(19_500);
    }

    @Test
    void theTimeOutSaysWhatIsWrong() {
        Drive drive =
                onAir().at(2_500).wants("B").trouble("B", "connection refused").at(18_000);

        assertThat(drive.told()).contains("17500 B: no switch to B after 15000 ms: connection refused; A stays on air");
    }

    @Test
    void theFirstInputOfAllIsTriedAgainToo() {
        Drive drive = Drive.overlap().wants("A").at(15_000);
        assertThat(drive.orders()).contains("15000 no switch A", "15000 kill A1");
        assertThat(drive.told()).contains("15000 A: no switch to A after 15000 ms: it has not delivered");

        assertThat(drive.at(15_600).cut("A").orders())
                .containsExactly("15500 start A2", "15600 publish A2#0", "15600 switched A");
    }

    // ---- publications ---------------------------------------------------------------------------------------------

    @Test
    void onePublicationAtATime() {
        Drive drive =
                onAir().publicationsHang().at(200).cut("A").cut("A").cut("A").at(30_000);
        assertThat(drive.orders()).containsExactly("4100 publish A1#1");

        assertThat(drive.published().orders()).containsExactly("30000 publish A1#2");
    }

    @Test
    void aFailedPublicationIsTriedAgainAsItWas() {
        Drive drive = onAir().publicationsHang()
                .at(2_500)
                .wants("B")
                .cut("B")
                .at(4_100)
                .soFar();

        drive.at(4_200).fails().at(5_000).fails().at(6_000).published();
        assertThat(drive.orders()).containsExactly("4450 publish B1#0!", "5500 publish B1#0!");
        assertThat(drive.cut("B").at(8_100).orders()).containsExactly("8100 publish B1#1");
    }

    @Test
    void aPublicationThatFailsForLongIsToldEverMoreRarely() {
        Drive drive = onAir().publicationsHang().at(4_100).cut("A");
        for (int failure = 1; failure <= 40; failure++) {
            drive.fails().at(4_100 + failure * 6_000L);
        }
        assertThat(drive.orders()).hasSize(41);
        assertThat(drive.told()).hasSize(6);
    }

    @Test
    void aRefusedCutIsLostAndTheNextOneDoesNotGoOnFromIt() {
        Drive drive = onAir().publicationsHang()
                .at(200)
                .cut("A")
                .cut("A")
                .cut("A")
                .at(4_200)
                .refused();

        assertThat(drive.orders()).as("its slot is free").containsExactly("4100 publish A1#1", "4200 publish A1#2!");
        assertThat(drive.at(4_300).published().at(8_100).orders()).containsExactly("8100 publish A1#3");
        assertThat(drive.state().output().progress().get("A").end()).isEqualTo(new Position(2, 2));
        assertThat(drive.told()).containsExactly("4200 A: a segment is dropped: refused");
    }

    @Test
    void answersThatNobodyWaitsForChangeNothing() {
        Drive drive = onAir().at(1_000);

        assertThat(drive.refused().fails().published().at(60_000).orders()).isEmpty();
        assertThat(drive.told()).isEmpty();
    }

    @Test
    void cutsThatCannotBePublishedAreNotKeptForEver() {
        Drive drive = onAir().publicationsHang().at(4_100).cut("A").at(5_000).soFar();
        for (int cut = 0; cut < 1_000; cut++) {
            drive.cut("A");
        }
        assertThat(drive.state().program().pending()).hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING);
        assertThat(drive.published().orders()).hasSize(1).first().asString().endsWith("!");
    }
}
