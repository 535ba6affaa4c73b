package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeakRateTest {

    @Test
    void aSegmentOfHalfATargetDurationCountsByItself() {
        assertThat(peak(new long[] {500_000}, 4000)).isEqualTo(1_000_000);
        assertThat(peak(new long[] {500_000, 9_000_000}, 4000, 4000)).isEqualTo(9_500_000);
        assertThat(peak(new long[] {500_000}, 3000)).isEqualTo(1_333_333);
        assertThat(peak(new long[] {500_000}, 2999)).isZero();
    }

    @Test
    void shortOnesCountTogether() {
        assertThat(peak(new long[] {100_000, 200_000, 300_000}, 1000, 1000, 1000))
                .isEqualTo(1_600_000);
        // The one before is too long to count with it; by itself it was counted before.
        assertThat(peak(new long[] {100_000, 9_000_000}, 1000, 9000)).isZero();
    }

    @Test
    void aLongOneCountsAlone() {
        assertThat(peak(new long[] {1_000_000, 9_000_000}, 10_000, 4000)).isEqualTo(800_000);
    }

    @Test
    void nothingIsNothing() {
        assertThat(peak(new long[0])).isZero();
        assertThat(peak(new long[] {1}, 0)).isZero();
    }

    private static long peak(long[] bytes, long... millis) {
        return PeakRate.ofNewest(bytes, millis, 6000);
    }
}
