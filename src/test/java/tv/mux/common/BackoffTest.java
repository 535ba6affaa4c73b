package tv.mux.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "3,2000", "4,4000", "5,8000", "6,10000", "7,10000", "64,10000", "2147483647,10000"})
    void doublesUpToTheCapAndSpreadsOverTheUpperHalf(int failures, long longest) {
        assertThat(delays(BACKOFF, failures).min().getAsLong()).isBetween(longest / 2, longest / 2 + longest / 10);
        assertThat(delays(BACKOFF, failures).max().getAsLong()).isBetween(longest - longest / 10, longest);
    }

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "6,10000"})
    void fullJitterSpreadsDownToNothing(int failures, long longest) {
        Backoff full = BACKOFF.withFullJitter();
        assertThat(delays(full, failures).min().getAsLong()).isBetween(0L, longest / 10);
        assertThat(delays(full, failures).max().getAsLong()).isBetween(longest - longest / 10, longest);
    }

    @Test
    void aTryAtOnceComesBeforeTheDoubling() {
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
        Backoff ages = new Backoff(Duration.ofMillis(3), Duration.ofDays(365_000_000));
        assertThat(ages.delayMs(Integer.MAX_VALUE, new Random(1))).isPositive();
    }

    @Test
    void refusesWhatMakesNoSense() {
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
