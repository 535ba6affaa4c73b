package tv.mux.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Repeats}: which of many similar failures are logged. */
class RepeatsTest {
    private final Repeats repeats = new Repeats();

    @Test
    void logsAtDoublingCounts() {
        assertThat(logged("a", 100, 10)).containsExactly(1, 2, 4, 8, 16, 32, 64);
    }

    @Test
    void logsAtLeastOnceAMinute() {
        assertThat(logged("a", 30, 10_000)).containsExactly(1, 2, 4, 8, 14, 16, 22, 28);
    }

    @Test
    void countsEachCauseSeparately() {
        assertThat(repeats.count("a", 0)).isEqualTo(1);
        assertThat(repeats.count("b", 0)).isEqualTo(1);
        assertThat(repeats.count("a", 0)).isEqualTo(2);
        assertThat(repeats.count("a", 0)).isZero();
        assertThat(repeats.count("b", 0)).isEqualTo(2);
    }

    @Test
    void logsTheFirstFailureAfterAReset() {
        assertThat(logged("a", 3, 10)).containsExactly(1, 2);
        repeats.reset();
        assertThat(repeats.count("a", 100)).isEqualTo(1);
    }

    @Test
    void aFailureIsLoggedAgainOnlyAfterThirtySecondsWithoutFailures() {
        assertThat(logged("a", 2, 10)).containsExactly(1, 2);
        repeats.recovered(3_000);
        assertThat(repeats.count("a", 4_000)).isZero();
        repeats.recovered(5_000);
        assertThat(repeats.count("a", 40_000)).isEqualTo(1);
    }

    @Test
    void forgetsTheOldestCauses() {
        for (int i = 0; i < 1000; i++) {
            assertThat(repeats.count("cause " + i, 0)).isEqualTo(1);
        }
        assertThat(repeats.count("cause 0", 0)).isEqualTo(1);
        assertThat(repeats.count("cause 999", 0)).isEqualTo(2);
    }

    @Test
    void keepsACauseThatIsStillInUse() {
        repeats.count("frequent", 0);
        for (int i = 0; i < 1000; i++) {
            repeats.count("cause " + i, 0);
            repeats.count("frequent", 0);
        }
        assertThat(repeats.count("frequent", 60_000)).isEqualTo(1002);
    }

    @Test
    void anExternalCountFollowsTheSameRule() {
        assertThat(IntStream.rangeClosed(1, 40).filter(Repeats::isLogged)).containsExactly(1, 2, 4, 8, 16, 32);
    }

    @Test
    void theSuffixStatesTheCountFromTheSecondTimeOn() {
        assertThat(Repeats.suffix(1)).isEmpty();
        assertThat(Repeats.suffix(4)).isEqualTo(" (4 times by now)");
    }

    /** Returns the counts at which failures of this cause are logged. */
    private List<Integer> logged(String cause, int failures, long everyMs) {
        List<Integer> logged = new ArrayList<>();
        for (int i = 0; i < failures; i++) {
            int count = repeats.count(cause, i * everyMs);
            if (count > 0) {
                logged.add(count);
            }
        }
        return logged;
    }
}
