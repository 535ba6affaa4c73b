package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RenumberingGuardTest {
    private final RenumberingGuard guard = new RenumberingGuard(new SplittableRandom(1));

    @Test
    void occasionalRestartsAreHarmless() {
        for (long now = 0; now < 10_000_000; now += 31_000) {
            guard.recordRestart(now);
            assertThat(guard.unfit(now)).isEmpty();
        }
    }

    @Test
    void theUnfitTimeGrowsWithFrequentRestarts() {
        long now = 0;
        long before = 0;
        for (int i = 0; i < 5; i++) {
            now = restartsThreeTimes(now);
            long begin = now;
            assertThat(guard.unfit(now))
                    .hasValueSatisfying(why -> assertThat(why).contains("3 times within 60 s"));
            while (guard.unfit(now).isPresent()) {
                now += 100;
            }
            assertThat(now - begin).isGreaterThanOrEqualTo(before / 2).isLessThanOrEqualTo(300_100);
            before = now - begin;
        }
        assertThat(before).isGreaterThan(60_000);
    }

    @Test
    void theUnfitTimeIsShortAgainAfterALongTime() {
        restartsThreeTimes(0);
        long later = restartsThreeTimes(10_000_000);
        assertThat(guard.unfit(later + 20_000)).isEmpty();
    }

    private long restartsThreeTimes(long from) {
        for (int i = 0; i < 3; i++) {
            guard.recordRestart(from + i * 2_000L);
        }
        return from + 4_000;
    }
}
