package tv.mux.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {

    @Test
    void beginsSoonAndGrowsToTenSeconds() {
        assertThat(longest(1, -1)).isBetween(450L, 500L);
        assertThat(longest(2, -1)).isBetween(900L, 1000L);
        assertThat(longest(6, -1)).isBetween(9000L, 10_000L);
        assertThat(longest(1000, -1)).isBetween(9000L, 10_000L);
    }

    @Test
    void theServersWishSetsTheBaseWithinBounds() {
        assertThat(longest(1, 3000)).isBetween(2700L, 3000L);
        assertThat(longest(9, 3000)).isBetween(9000L, 10_000L);
        assertThat(longest(1, 0)).isBetween(90L, 100L);
        assertThat(longest(1, 30_000)).isBetween(27_000L, 30_000L);
        assertThat(longest(9, Long.MAX_VALUE)).isBetween(54_000L, 60_000L);
    }

    @Test
    void beginsAnewOnceTheSchedulerWasWell() {
        ReconnectDelay retries = new ReconnectDelay(new Random(1));
        IntStream.range(0, 20).forEach(i -> retries.failed(false));
        retries.reset();
        assertThat(retries.failed(false)).isBetween(0L, 500L);
    }

    @Test
    void aSchedulerWithNothingToSayIsAskedSlowly() {
        ReconnectDelay retries = new ReconnectDelay(new Random(1));
        assertThat(retries.failed(true)).isBetween(5_000L, 10_000L);
        assertThat(retries.failed(true)).isBetween(10_000L, 20_000L);
        IntStream.range(0, 20).forEach(i -> retries.failed(true));
        assertThat(retries.failed(true)).isBetween(30_000L, 60_000L);
    }

    /** The longest wait seen after so many failures. */
    private static long longest(int failures, long wishMs) {
        return IntStream.range(0, 500)
                .mapToLong(seed -> {
                    ReconnectDelay retries = new ReconnectDelay(new Random(seed * 7919L));
                    if (wishMs >= 0) {
                        retries.base(wishMs);
                    }
                    for (int i = 1; i < failures; i++) {
                        retries.failed(false);
                    }
                    return retries.failed(false);
                })
                .max()
                .orElseThrow();
    }
}
