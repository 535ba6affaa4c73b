package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlayClockTest {
    private static final long START = -5_000_000_000L;

    @Test
    void samplesAreDueAtTheSampleRate() {
        PlayClock clock = new PlayClock(48_000, 96_000, START);
        Random random = new Random(5);
        long sent = 0;
        long now = START;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(90_000_000);
            long due = clock.due(now);
            clock.sent(due);
            sent += due;
        }
        assertThat(sent).isEqualTo(Math.round(Math.floor((now - START) * 48_000.0 / 1e9)));
        assertThat(clock.skipped()).isZero();
    }

    @Test
    void nothingOverflowsAfterAYear() {
        PlayClock clock = new PlayClock(48_000, Long.MAX_VALUE, START);
        clock.sent(clock.due(START + TimeUnit.DAYS.toNanos(365)));
        assertThat(clock.due(START + TimeUnit.DAYS.toNanos(365) + 1_000_000)).isEqualTo(48);
    }

    @Test
    void samplesAboveTheMaximumAreSkipped() {
        PlayClock clock = new PlayClock(48_000, 96_000, START);
        assertThat(clock.due(START + TimeUnit.SECONDS.toNanos(60))).isEqualTo(96_000);
        assertThat(clock.skipped()).isEqualTo(58 * 48_000);
        clock.sent(96_000);
        assertThat(clock.due(START + TimeUnit.SECONDS.toNanos(61))).isEqualTo(48_000);
    }
}
