package tv.mux.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Backoff}: the range of the waits. */
class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "3,2000", "4,4000", "5,8000", "6,10000", "7,10000", "64,10000", "2147483647,10000"})
    void doublesUpToTheCapWithJitterOverTheUpperHalf(int failures, long maximum) {
        assertThat(delays(BACKOFF, failures).min().getAsLong()).isBetween(maximum / 2, maximum / 2 + maximum / 10);
        assertThat(delays(BACKOFF, failures).max().getAsLong()).isBetween(maximum - maximum / 10, maximum);
    }

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "6,10000"})
    void fullJitterBeginsAtZero(int failures, long maximum) {
        Backoff full = BACKOFF.withFullJitter();
        assertThat(delays(full, failures).min().getAsLong()).isBetween(0L, maximum / 10);
        assertThat(delays(full, failures).max().getAsLong()).isBetween(maximum - maximum / 10, maximum);
    }

    @Test
    void theFirstTryAtOnceComesBeforeTheDoubling() {
        Backoff atOnce = BACKOFF.withFirstAtOnce();
        assertThat(delays(atOnce, 1)).containsOnly(0L);
        assertThat(delays(atOnce, 2).max().getAsLong()).isBetween(450L, 500L);
        assertThat(delays(atOnce, 3).max().getAsLong()).isBetween(900L, 1000L);
    }

    @Test
    void theSameSeedGivesTheSameWaits() {
        assertThat(BACKOFF.delayMs(3, new Random(7))).isEqualTo(BACKOFF.delayMs(3, new Random(7)));
    }

    @Test
    void aVeryLongCapDoesNotOverflow() {
        Backoff longCap = new Backoff(Duration.ofMillis(3), Duration.ofDays(365_000_000));
        assertThat(longCap.delayMs(Integer.MAX_VALUE, new Random(1))).isPositive();
    }

    @Test
    void refusesInvalidValues() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> BACKOFF.delayMs(0, new Random(1)));
    }

    private static LongStream delays(Backoff backoff, int failures) {
        Random random = new Random(failures);
        return LongStream.range(0, 1000).map(i -> backoff.delayMs(failures, random));
    }
}
