package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.status.RunStatus.Cause;

class RunOutcomeTest {
    private static final InputFeed.Item.Seam GAP = new InputFeed.Item.Seam(Cause.GAP, "3 segments are gone");

    private final RunOutcome outcome = new RunOutcome();

    @Test
    void aProcessThatEndsByItselfHasCrashed() {
        assertThat(outcome.verdict(0, "it crashed", true))
                .isEqualTo(new RunOutcome.Verdict(Cause.CRASHED, "it crashed"));
    }

    @Test
    void theSeamIsTheReasonForTheEnd() {
        outcome.endAt(GAP);
        assertThat(outcome.hasInputEnded()).isTrue();
        assertThat(outcome.isAborted()).isFalse();
        assertThat(outcome.seam()).isEqualTo(GAP);
        assertThat(outcome.verdict(0, "it crashed", true))
                .isEqualTo(new RunOutcome.Verdict(Cause.GAP, "3 segments are gone"));
    }

    @Test
    void aProcessMayCrashAtASeam() {
        outcome.endAt(GAP);
        assertThat(outcome.verdict(137, "it crashed", true).cause()).isEqualTo(Cause.CRASHED);
    }

    @Test
    void aFinishedRunIsStoppedWithAnyExitCode() {
        outcome.endAt(GAP);
        outcome.finish();
        assertThat(outcome.hasInputEnded()).isTrue();
        assertThat(outcome.isAborted()).isFalse();
        assertThat(outcome.verdict(255, "it crashed", true))
                .isEqualTo(new RunOutcome.Verdict(Cause.STOPPED, "finished"));
    }

    @Test
    void theFirstFailureTakesPrecedence() {
        outcome.finish();
        assertThat(outcome.fail(Cause.UNFIT, "too long")).isTrue();
        assertThat(outcome.fail(Cause.STUCK, "silent")).isFalse();
        assertThat(outcome.isAborted()).isTrue();
        assertThat(outcome.isDone()).isFalse();
        assertThat(outcome.verdict(0, "it crashed", true)).isEqualTo(new RunOutcome.Verdict(Cause.UNFIT, "too long"));
    }

    @Test
    void aKilledRunReportsNothing() {
        outcome.kill();
        assertThat(outcome.fail(Cause.STUCK, "silent")).isFalse();
        assertThat(outcome.isAborted()).isTrue();
        assertThat(outcome.end()).isFalse();
        assertThat(outcome.hasEnded()).isTrue();
    }

    @Test
    void theEndIsReportedOnce() {
        assertThat(outcome.isDone()).isFalse();
        assertThat(outcome.end()).isTrue();
        assertThat(outcome.end()).isFalse();
        assertThat(outcome.isDone()).isTrue();
    }

    @Test
    void aProcessWithoutOutputHasCrashed() {
        outcome.endAt(new InputFeed.Item.Seam(Cause.DISCONTINUITY, "announced"));
        assertThat(outcome.verdict(0, "it crashed", false).cause()).isEqualTo(Cause.CRASHED);
        assertThat(outcome.verdict(0, "it crashed", true).cause()).isEqualTo(Cause.DISCONTINUITY);
    }
}
