package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RenumberingGuardTest {
    private final RenumberingGuard renumbering = new RenumberingGuard(new SplittableRandom(1));

    @Test
    void anEncoderThatRestartsNowAndThenIsFit() {
        for (long now = 0; now < 10_000_000; now += 31_000) {
            renumbering.startedOver(now);
            assertThat(renumbering.unfit(now)).isEmpty();
        }
    }

    @Test
    void oneThatRenumbersAllTheTimeIsUnfitEverLonger() {
        long now = 0;
        long before = 0;
        for (int i = 0; i < 5; i++) {
            now = restartsThreeTimes(now);
            long began = now;
            assertThat(renumbering.unfit(now))
                    .hasValueSatisfying(why -> assertThat(why).contains("3 times within 60 s"));
            while (renumbering.unfit(now).isPresent()) {
                now += 100;
            }
            assertThat(now - began).isGreaterThanOrEqualTo(before / 2).isLessThanOrEqualTo(300_100);
            before = now - began;
        }
        assertThat(before).isGreaterThan(60_000);
    }

    @Test
    void afterALongTimeItBeginsAnew() {
        restartsThreeTimes(0);
        long later = restartsThreeTimes(10_000_000);
        assertThat(renumbering.unfit(later + 20_000)).isEmpty();
    }

    private long restartsThreeTimes(long from) {
        for (int i = 0; i < 3; i++) {
            renumbering.startedOver(from + i * 2_000L);
        }
        return from + 4_000;
    }
}
