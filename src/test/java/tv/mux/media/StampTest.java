package tv.mux.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StampTest {
    private static final long LAST = Stamp.MODULO - 1;

    @Test
    void addsModulo() {
        assertThat(Stamp.plus(LAST, 1)).isZero();
        assertThat(Stamp.plus(0, -1)).isEqualTo(LAST);
        assertThat(Stamp.plus(5, 3 * Stamp.MODULO)).isEqualTo(5);
    }

    @Test
    void subtractsByTheShorterWay() {
        assertThat(Stamp.minus(10, 4)).isEqualTo(6);
        assertThat(Stamp.minus(4, 10)).isEqualTo(-6);
        assertThat(Stamp.minus(2, LAST)).isEqualTo(3);
        assertThat(Stamp.minus(LAST, 2)).isEqualTo(-3);
    }

    @Test
    void halfWayRoundIsAhead() {
        long half = Stamp.MODULO / 2;
        assertThat(Stamp.minus(half, 0)).isEqualTo(half);
        assertThat(Stamp.minus(0, half)).isEqualTo(half);
        assertThat(Stamp.minus(half + 1, 0)).isEqualTo(1 - half);
    }

    @Test
    void roundsToMilliseconds() {
        assertThat(Stamp.millis(90_000)).isEqualTo(1000);
        assertThat(Stamp.millis(44)).isZero();
        assertThat(Stamp.millis(45)).isEqualTo(1);
        assertThat(Stamp.millis(-90)).isEqualTo(-1);
        assertThat(Stamp.millis(-46)).isEqualTo(-1);
    }
}
