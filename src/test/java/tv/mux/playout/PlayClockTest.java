package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlayClockTest {
    private static final long BEGUN = -5_000_000_000L;

    @Test
    void asManyAreDueAsTimePasses() {
        PlayClock clock = new PlayClock(48_000, 96_000, BEGUN);
        Random random = new Random(5);
        long taken = 0;
        long now = BEGUN;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(90_000_000);
            long due = clock.due(now);
            clock.take(due);
            taken += due;
        }
        assertThat(taken).isEqualTo(Math.round(Math.floor((now - BEGUN) * 48_000.0 / 1e9)));
        assertThat(clock.left()).isZero();
    }

    @Test
    void itIsRightAfterAYear() {
        PlayClock clock = new PlayClock(48_000, Long.MAX_VALUE, BEGUN);
        clock.take(clock.due(BEGUN + TimeUnit.DAYS.toNanos(365)));
        assertThat(clock.due(BEGUN + TimeUnit.DAYS.toNanos(365) + 1_000_000)).isEqualTo(48);
    }

    @Test
    void whatIsTooMuchAtOnceIsLeftOut() {
        PlayClock clock = new PlayClock(48_000, 96_000, BEGUN);
        assertThat(clock.due(BEGUN + TimeUnit.SECONDS.toNanos(60))).isEqualTo(96_000);
        assertThat(clock.left()).isEqualTo(58 * 48_000);
        clock.take(96_000);
        assertThat(clock.due(BEGUN + TimeUnit.SECONDS.toNanos(61))).isEqualTo(48_000);
    }
}
