package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.mux.status.RunStatus.Cause;

class RunOutcomeTest {
    private static final InputFeed.Item.Seam GAP = new InputFeed.Item.Seam(Cause.GAP, "3 segments are gone");

    private final RunOutcome ending = new RunOutcome();

    @Test
    void aChildThatGoesByItselfHasCrashed() {
        assertThat(ending.verdict(0, "it crashed", true))
                .isEqualTo(new RunOutcome.Verdict(Cause.CRASHED, "it crashed"));
    }

    @Test
    void atASeamTheInputSaysWhy() {
        ending.reached(GAP);
        assertThat(ending.closed()).isTrue();
        assertThat(ending.inVain()).isFalse();
        assertThat(ending.seam()).isEqualTo(GAP);
        assertThat(ending.verdict(0, "it crashed", true))
                .isEqualTo(new RunOutcome.Verdict(Cause.GAP, "3 segments are gone"));
    }

    @Test
    void alsoAtASeamAChildMayCrash() {
        ending.reached(GAP);
        assertThat(ending.verdict(137, "it crashed", true).cause()).isEqualTo(Cause.CRASHED);
    }

    @Test
    void whatIsFinishedIsStoppedWhateverItsCode() {
        ending.reached(GAP);
        ending.finish();
        assertThat(ending.closed()).isTrue();
        assertThat(ending.inVain()).isFalse();
        assertThat(ending.verdict(255, "it crashed", true))
                .isEqualTo(new RunOutcome.Verdict(Cause.STOPPED, "finished"));
    }

    @Test
    void theFirstFailureCountsAndMoreThanAllElse() {
        ending.finish();
        assertThat(ending.fail(Cause.UNFIT, "too long")).isTrue();
        assertThat(ending.fail(Cause.STUCK, "silent")).isFalse();
        assertThat(ending.inVain()).isTrue();
        assertThat(ending.done()).isFalse();
        assertThat(ending.verdict(0, "it crashed", true)).isEqualTo(new RunOutcome.Verdict(Cause.UNFIT, "too long"));
    }

    @Test
    void ofWhatWasKilledNothingIsWanted() {
        ending.kill();
        assertThat(ending.fail(Cause.STUCK, "silent")).isFalse();
        assertThat(ending.inVain()).isTrue();
        assertThat(ending.end()).isFalse();
        assertThat(ending.ended()).isTrue();
    }

    @Test
    void theEndIsToldOnce() {
        assertThat(ending.done()).isFalse();
        assertThat(ending.end()).isTrue();
        assertThat(ending.end()).isFalse();
        assertThat(ending.done()).isTrue();
    }

    @Test
    void oneThatMadeNothingOfWhatItWasFedHasFailed() {
        ending.reached(new InputFeed.Item.Seam(Cause.DISCONTINUITY, "it says so"));
        assertThat(ending.verdict(0, "it crashed", false).cause()).isEqualTo(Cause.CRASHED);
        assertThat(ending.verdict(0, "it crashed", true).cause()).isEqualTo(Cause.DISCONTINUITY);
    }
}
