package tv.mux.switcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/** Runs that end unexpectedly, and inputs that do not deliver. */
class SwitcherTroubleTest {
    /** A has been on air since 100; the next slot is at 4100. */
    private static SwitcherDriver onAir() {
        return SwitcherDriver.overlap().playhead("A").at(100).segment("A").clear();
    }

    // ---- the program source ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"CRASHED", "STUCK"})
    void failedChildIsResumedAtOnceAndThenWithBackoff(Cause cause) {
        SwitcherDriver driver = onAir();

        driver.at(2_000).ended("A", cause).at(2_100).ended("A", cause);
        driver.at(3_200).ended("A", cause).at(5_300).ended("A", cause).at(10_000);
        assertThat(driver.commands())
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
    void returnToTheProgramEndsItsBackoff() {
        SwitcherDriver driver = onAir().at(20_000);
        for (int i = 0; i < 4; i++) {
            driver.ended("A", Cause.UNREACHABLE).at(20_000 + (i + 1) * 3_100);
        }
        driver.ended("A", Cause.UNREACHABLE).at(33_000).playhead("B").clear();

        assertThat(driver.at(33_100).playhead("A").commands()).contains("33100 start A6");
    }

    @Test
    void deliveredSegmentResetsTheBackoff() {
        SwitcherDriver driver =
                onAir().at(2_000).ended("A", Cause.CRASHED).at(2_100).ended("A", Cause.CRASHED);

        driver.at(3_200).segment("A").clear().at(3_300).ended("A", Cause.CRASHED);
        assertThat(driver.commands()).containsExactly("3300 start A4 resumes A3");
    }

    @Test
    void endedRunIsHeldWhileItsSegmentsArePending() {
        SwitcherDriver driver = onAir().at(200).segment("A").segment("A");

        driver.at(2_000).ended("A", Cause.CRASHED).at(2_200).segment("A").at(20_000);
        assertThat(driver.commands())
                .containsExactly(
                        "2000 start A2 resumes A1",
                        "4100 publish A1#1",
                        "8100 publish A1#2",
                        "8100 kill A1",
                        "12100 publish A2#0!");
        assertThat(driver.start("A2").publishedUpTo())
                .as("after the newest pending segment")
                .isEqualTo(new Position(2, 2));
        assertThat(driver.start("A2").untilDueMs()).isEqualTo(4_100 + 8_000 - 2_000);
    }

    @Test
    void endedRunIsHeldWhileItsSegmentIsBeingPublished() {
        SwitcherDriver driver =
                onAir().withoutResults().at(4_200).segment("A").at(4_300).ended("A", Cause.CRASHED);
        assertThat(driver.commands()).containsExactly("4200 publish A1#1", "4300 start A2 resumes A1");
        assertThat(driver.start("A2").publishedUpTo()).isEqualTo(new Position(1, 1));

        assertThat(driver.at(4_400).publishSucceeds().commands()).containsExactly("4400 kill A1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"DISCONTINUITY", "RESTARTED", "GAP"})
    void seamStartsANewRunAtOnceAndIsNoFailure(Cause cause) {
        SwitcherDriver driver = onAir().at(1_000).ended("A", cause).at(3_000).ended("A", cause);

        assertThat(driver.commands())
                .containsExactly(
                        "1000 start A2 resumes A1", "1000 kill A1", "3000 start A3 resumes A2", "3000 kill A2");
        assertThat(driver.state().program().runs().failures()).isZero();
        assertThat(driver.state().program().runs().trouble()).isNull();
    }

    @Test
    void inputWithManySeamsCausesNoBusyLoop() {
        SwitcherDriver driver = onAir();
        for (int ms = 1_000; ms < 11_000; ms += 10) {
            driver.at(ms);
            if (driver.state().program().runs().current() != null) {
                driver.ended("A", Cause.DISCONTINUITY);
            }
        }
        assertThat(driver.commands())
                .filteredOn(command -> command.contains("start"))
                .hasSizeBetween(10, 22);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"UNREACHABLE", "FORBIDDEN", "NOT_HLS", "UNFIT", "STALLED", "ENDED"})
    void failedInputIsTriedAgainWithBackoff(Cause cause) {
        SwitcherDriver driver = onAir().at(1_000).ended("A", cause);

        driver.at(1_600).ended("A", cause).at(2_700).ended("A", cause).at(5_000);
        assertThat(driver.commands())
                .containsExactly(
                        "1000 kill A1",
                        "1500 start A2",
                        "1600 kill A2",
                        "2600 start A3",
                        "2700 kill A3",
                        "4700 start A4");
        assertThat(driver.start("A2").publishedUpTo()).isEqualTo(new Position(0, 0));
    }

    @Test
    void repeatedFailureIsLoggedEverLessOften() {
        SwitcherDriver driver = onAir();
        for (int failure = 1; failure <= 20; failure++) {
            driver.at(failure * 20_000L).running("A").ended("A", Cause.UNREACHABLE, "404");
        }
        assertThat(driver.logged())
                .containsExactly(
                        "20000 A: 404; next try in 500 ms",
                        "40000 A: 404; next try in 1000 ms",
                        "80000 A: 404; next try in 3000 ms",
                        "160000 A: 404; next try in 3000 ms",
                        "320000 A: 404; next try in 3000 ms");
    }

    @Test
    void anotherFailureIsLoggedAtOnce() {
        SwitcherDriver driver = onAir();
        for (int failure = 1; failure <= 3; failure++) {
            driver.at(failure * 20_000L).ended("A", Cause.UNREACHABLE, "404");
        }
        driver.clear().at(90_000).ended("A", Cause.UNREACHABLE, "404").clear();

        assertThat(driver.at(110_000).ended("A", Cause.NOT_HLS, "HTML").logged())
                .containsExactly("110000 A: HTML; next try in 3000 ms");
    }

    @Test
    void troubleIsInTheStateWhileItLasts() {
        SwitcherDriver driver = onAir().at(1_000).trouble("A", "500");
        assertThat(driver.state().program().runs().trouble()).isEqualTo("500");

        assertThat(driver.running("A").state().program().runs().trouble()).isNull();
        assertThat(driver.trouble("A", "500")
                        .segment("A")
                        .state()
                        .program()
                        .runs()
                        .trouble())
                .isNull();
    }

    // ---- a source fails during a switch ---------------------------------------------------------------------------

    @Test
    void programIsSupervisedUntilTheSwitch() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").clear();

        driver.at(2_600).ended("A", Cause.CRASHED).at(2_700).segment("A").at(6_000);
        assertThat(driver.commands()).containsExactly("2600 start A2 resumes A1", "2600 kill A1", "5100 publish A2#0!");
        assertThat(driver.at(6_100).segment("B").at(8_100).commands())
                .containsExactly("8000 publish B1#0!", "8000 switched B", "8000 kill A2");
    }

    @Test
    void previewReplacesAFailedProgram() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").clear();

        driver.at(2_600).ended("A", Cause.UNREACHABLE).at(2_700).segment("B").at(5_000);
        assertThat(driver.commands())
                .containsExactly(
                        "2600 kill A1", "3100 start A2", "4100 publish B1#0!", "4100 switched B", "4100 kill A2");
    }

    @Test
    void previewThatCrashesWithAPendingSegmentComesOnAir() {
        SwitcherDriver driver =
                onAir().at(2_500).playhead("B").at(2_700).segment("B").clear();

        driver.at(3_000).ended("B", Cause.CRASHED).at(3_200).segment("B").at(9_000);
        assertThat(driver.commands())
                .containsExactly(
                        "3000 start B2 resumes B1",
                        "4100 publish B1#0!",
                        "4100 switched B",
                        "4100 kill A1",
                        "4100 kill B1",
                        "8100 publish B2#0!");
    }

    @Test
    void ifBothFailTheFirstToDeliverIsPublished() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").clear();

        driver.at(2_600).ended("A", Cause.UNREACHABLE).at(2_700).ended("B", Cause.UNREACHABLE);
        assertThat(driver.at(3_300).commands())
                .containsExactly("2600 kill A1", "2700 kill B1", "3100 start A2", "3200 start B2");
        assertThat(driver.segment("A").at(4_100).commands())
                .as("B has failed once: A does not wait for it")
                .containsExactly("4100 publish A2#0!");
        assertThat(driver.segment("B").at(8_100).commands())
                .containsExactly("8000 publish B2#0!", "8000 switched B", "8000 kill A2");
    }

    // ---- the preview source does not deliver ----------------------------------------------------------------------

    @Test
    void programStaysWhilePreviewIsUnreachable() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").clear();
        for (long slot = 4_100; slot < 60_000; slot += 4_000) {
            for (long ms = slot - 900; ms < slot + 3_100; ms += 100) {
                driver.at(ms);
                if (ms == slot - 400) {
                    driver.segment("A");
                }
                if (driver.state().preview().runs().current() != null) {
                    driver.ended("B", Cause.UNREACHABLE, "404");
                }
            }
        }
        assertThat(driver.commands())
                .filteredOn(command -> command.contains("publish"))
                .hasSize(14)
                .allMatch(command -> command.contains("publish A1#"));
        assertThat(driver.sources()).isEqualTo("A>B");
        assertThat(driver.switches()).filteredOn(made -> !made.done()).hasSize(1);
        assertThat(driver.logged()).hasSizeBetween(4, 6).first().isEqualTo("3200 B: 404; next try in 500 ms");
    }

    @Test
    void switchFailsOnceAfterTheTimeoutAndIsTriedAgain() {
        SwitcherDriver driver = onAir().at(2_500).playhead("B").clear().at(52_000);

        assertThat(driver.commands())
                .containsExactly(
                        "17500 no switch B",
                        "17500 kill B1",
                        "18000 start B2",
                        "33000 kill B2",
                        "34000 start B3",
                        "49000 kill B3",
                        "51000 start B4");
        assertThat(driver.logged())
                .containsExactly(
                        "17500 B: no switch to B after 15000 ms: it has not delivered; A stays on air",
                        "33000 B: still no switch to B after 30500 ms: it has not delivered; A stays on air");
    }

    @Test
    void failedSwitchIsMadeWhenItsInputDelivers() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("B")
                .at(18_000)
                .segment("A")
                .at(18_100)
                .clear();

        assertThat(driver.segment("B").at(22_000).commands())
                .containsExactly("22000 publish B2#0!", "22000 switched B", "22000 kill A1");
        assertThat(driver.switches().get(2).tookMs()).isEqualTo(19_500);
    }

    @Test
    void timeoutMessageStatesTheTrouble() {
        SwitcherDriver driver = onAir().at(2_500)
                .playhead("B")
                .trouble("B", "connection refused")
                .at(18_000);

        assertThat(driver.logged())
                .contains("17500 B: no switch to B after 15000 ms: connection refused; A stays on air");
    }

    @Test
    void firstInputIsTriedAgain() {
        SwitcherDriver driver = SwitcherDriver.overlap().playhead("A").at(15_000);
        assertThat(driver.commands()).contains("15000 no switch A", "15000 kill A1");
        assertThat(driver.logged()).contains("15000 A: no switch to A after 15000 ms: it has not delivered");

        assertThat(driver.at(15_600).segment("A").commands())
                .containsExactly("15500 start A2", "15600 publish A2#0", "15600 switched A");
    }

    // ---- publications ---------------------------------------------------------------------------------------------

    @Test
    void onePublicationAtATime() {
        SwitcherDriver driver = onAir().withoutResults()
                .at(200)
                .segment("A")
                .segment("A")
                .segment("A")
                .at(30_000);
        assertThat(driver.commands()).containsExactly("4100 publish A1#1");

        assertThat(driver.publishSucceeds().commands()).containsExactly("30000 publish A1#2");
    }

    @Test
    void failedPublicationIsTriedAgainUnchanged() {
        SwitcherDriver driver = onAir().withoutResults()
                .at(2_500)
                .playhead("B")
                .segment("B")
                .at(4_100)
                .clear();

        driver.at(4_200).publishFails().at(5_000).publishFails().at(6_000).publishSucceeds();
        assertThat(driver.commands()).containsExactly("4450 publish B1#0!", "5500 publish B1#0!");
        assertThat(driver.segment("B").at(8_100).commands()).containsExactly("8100 publish B1#1");
    }

    @Test
    void repeatedPublicationFailureIsLoggedEverLessOften() {
        SwitcherDriver driver = onAir().withoutResults().at(4_100).segment("A");
        for (int failure = 1; failure <= 40; failure++) {
            driver.publishFails().at(4_100 + failure * 6_000L);
        }
        assertThat(driver.commands()).hasSize(41);
        assertThat(driver.logged()).hasSize(6);
    }

    @Test
    void refusedSegmentIsDroppedAndADiscontinuityFollows() {
        SwitcherDriver driver = onAir().withoutResults()
                .at(200)
                .segment("A")
                .segment("A")
                .segment("A")
                .at(4_200)
                .publishRefused();

        assertThat(driver.commands()).as("its slot is free").containsExactly("4100 publish A1#1", "4200 publish A1#2!");
        assertThat(driver.at(4_300).publishSucceeds().at(8_100).commands()).containsExactly("8100 publish A1#3");
        assertThat(driver.state().output().progress().get("A").end()).isEqualTo(new Position(2, 2));
        assertThat(driver.logged()).containsExactly("4200 A: a segment is dropped: refused");
    }

    @Test
    void unexpectedResultsChangeNothing() {
        SwitcherDriver driver = onAir().at(1_000);

        assertThat(driver.publishRefused()
                        .publishFails()
                        .publishSucceeds()
                        .at(60_000)
                        .commands())
                .isEmpty();
        assertThat(driver.logged()).isEmpty();
    }

    @Test
    void pendingSegmentsAreLimited() {
        SwitcherDriver driver =
                onAir().withoutResults().at(4_100).segment("A").at(5_000).clear();
        for (int i = 0; i < 1_000; i++) {
            driver.segment("A");
        }
        assertThat(driver.state().program().pending()).hasSizeLessThanOrEqualTo(RunSupervision.MAX_PENDING);
        assertThat(driver.publishSucceeds().commands())
                .hasSize(1)
                .first()
                .asString()
                .endsWith("!");
    }
}
