package tv.mux.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final Repeats repeats = new Repeats();

    @Test
    void tellsAtDoublingCounts() {
        assertThat(told("a", 100, 10)).containsExactly(1, 2, 4, 8, 16, 32, 64);
    }

    @Test
    void tellsOnceAMinute() {
        assertThat(told("a", 30, 10_000)).containsExactly(1, 2, 4, 8, 14, 16, 22, 28);
    }

    @Test
    void causesAreCountedApart() {
        assertThat(repeats.count("a", 0)).isEqualTo(1);
        assertThat(repeats.count("b", 0)).isEqualTo(1);
        assertThat(repeats.count("a", 0)).isEqualTo(2);
        assertThat(repeats.count("a", 0)).isZero();
        assertThat(repeats.count("b", 0)).isEqualTo(2);
    }

    @Test
    void afterWellBeingAFailureIsNewsAgain() {
        assertThat(told("a", 3, 10)).containsExactly(1, 2);
        repeats.reset();
        assertThat(repeats.count("a", 100)).isEqualTo(1);
    }

    @Test
    void aFailureIsLoggedAgainOnlyAfterThirtySecondsWithoutFailures() {
        assertThat(told("a", 2, 10)).containsExactly(1, 2);
        repeats.recovered(3_000);
        assertThat(repeats.count("a", 4_000)).isZero();
        repeats.recovered(5_000);
        assertThat(repeats.count("a", 40_000)).isEqualTo(1);
    }

    @Test
    void forgetsTheOldestOfTooManyCauses() {
        for (int i = 0; i < 1000; i++) {
            assertThat(repeats.count("cause " + i, 0)).isEqualTo(1);
        }
        assertThat(repeats.count("cause 0", 0)).isEqualTo(1);
        assertThat(repeats.count("cause 999", 0)).isEqualTo(2);
    }

    private List<Integer> told(String cause, int failures, long everyMs) {
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < failures; i++) {
            int count = repeats.count(cause, i * everyMs);
            if (count > 0) {
                told.add(count);
            }
        }
        return told;
    }
}
