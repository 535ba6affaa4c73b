package tv.mux.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {

    @Test
    void growsFromHalfASecondToTenSeconds() {
        assertThat(longest(1, -1)).isBetween(450L, 500L);
        assertThat(longest(2, -1)).isBetween(900L, 1000L);
        assertThat(longest(6, -1)).isBetween(9000L, 10_000L);
        assertThat(longest(1000, -1)).isBetween(9000L, 10_000L);
    }

    @Test
    void theSchedulerSetsTheFirstWaitWithinLimits() {
        assertThat(longest(1, 3000)).isBetween(2700L, 3000L);
        assertThat(longest(9, 3000)).isBetween(9000L, 10_000L);
        assertThat(longest(1, 0)).isBetween(90L, 100L);
        assertThat(longest(1, 30_000)).isBetween(27_000L, 30_000L);
        assertThat(longest(9, Long.MAX_VALUE)).isBetween(54_000L, 60_000L);
    }

    @Test
    void aSuccessResetsTheWait() {
        ReconnectDelay delay = new ReconnectDelay(new Random(1));
        IntStream.range(0, 20).forEach(i -> delay.failed(false));
        delay.reset();
        assertThat(delay.failed(false)).isBetween(0L, 500L);
    }

    @Test
    void noContentIsFollowedByLongWaits() {
        ReconnectDelay delay = new ReconnectDelay(new Random(1));
        assertThat(delay.failed(true)).isBetween(5_000L, 10_000L);
        assertThat(delay.failed(true)).isBetween(10_000L, 20_000L);
        IntStream.range(0, 20).forEach(i -> delay.failed(true));
        assertThat(delay.failed(true)).isBetween(30_000L, 60_000L);
    }

    /** Returns the longest of 500 random waits after this number of failures. */
    private static long longest(int failures, long baseMs) {
        return IntStream.range(0, 500)
                .mapToLong(seed -> {
                    ReconnectDelay delay = new ReconnectDelay(new Random(seed * 7919L));
                    if (baseMs >= 0) {
                        delay.setBase(baseMs);
                    }
                    for (int i = 1; i < failures; i++) {
                        delay.failed(false);
                    }
                    return delay.failed(false);
                })
                .max()
                .orElseThrow();
    }
}
