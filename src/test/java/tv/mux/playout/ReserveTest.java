package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReserveTest {
    private static final Reserve RESERVE = new Reserve(3_000, 2_000);

    @ParameterizedTest
    @CsvSource({
        // Where a run begins, the deviation is at most the slack.
        "0, true, 3000",
        "999, true, 2001",
        "1000, true, 0",
        "3000, true, 0",
        "5000, true, 0",
        "5001, true, -2001",
        "20000, true, -17000",
        // Within a run, only a large deviation is corrected.
        "0, false, 3000",
        "249, false, 2751",
        "250, false, 0",
        "7000, false, 0",
        "7001, false, -4001",
    })
    void theCorrectionRestoresTheTarget(long waiting, boolean newRun, long correction) {
        assertThat(RESERVE.correction(waiting, newRun)).isEqualTo(correction);
    }

    /** Switches make segments early or late. The delay of listeners must not grow with the number of switches. */
    @Test
    void theReserveDoesNotGrowOverManySwitches() {
        Random random = new Random(11);
        long waiting = 0;
        for (int i = 0; i < 10_000; i++) {
            waiting += RESERVE.correction(waiting, true);
            assertThat(waiting).isBetween(1_000L, 5_000L);
            // A segment of 4 s, and the next one between 2.5 s and 6.5 s later.
            waiting = Math.max(0, waiting + 4_000 - random.nextLong(2_500, 6_500));
        }
    }
}
