package tv.mux.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tv.mux.process.StderrLine;

class EncoderSpeedTest {
    private final EncoderSpeed speed = new EncoderSpeed();
    private long now = 1_000_000;
    private double media;

    @Test
    void anEncoderThatIsBusyAndFallsBehindIsSlow() {
        begin();
        encode(0.7, 29);
        assertThat(speed.isSlow(now)).isFalse();
        encode(0.7, 2);
        assertThat(speed.isSlow(now)).isTrue();
        assertThat(speed.factor().orElseThrow()).isCloseTo(0.7, within(0.01));
    }

    @Test
    void anEncoderThatCatchesUpIsNotSlow() {
        begin();
        encode(1.2, 60);
        assertThat(speed.isSlow(now)).isFalse();
        assertThat(speed.factor().orElseThrow()).isCloseTo(1.2, within(0.02));
    }

    @Test
    void anEncoderThatWaitsForItsInputIsNotSlow() {
        begin();
        for (int piece = 0; piece < 40; piece++) {
            encode(0.5, 1);
            speed.writeCompleted(now);
            now += EncoderSpeed.IDLE_MS + 1;
            assertThat(speed.isSlow(now)).isFalse();
            speed.writeStarted(now);
        }
        assertThat(speed.isSlow(now)).isFalse();
    }

    @Test
    void runsInQuickSuccessionCountTogether() {
        for (int run = 0; run < 4; run++) {
            begin();
            encode(0.3, 10);
            now += 500;
        }
        assertThat(speed.isSlow(now)).isTrue();
    }

    @Test
    void runsWithAPauseBetweenThemCountApart() {
        for (int run = 0; run < 4; run++) {
            begin();
            encode(1.5, 5);
            now += EncoderSpeed.MAX_GAP_MS + 1_000;
        }
        begin();
        assertThat(speed.isSlow(now)).isFalse();
    }

    @Test
    void isReportedOnceInTenMinutes() {
        begin();
        encode(0.7, 31);
        assertThat(speed.shouldReport(now)).isTrue();
        assertThat(speed.shouldReport(now)).isFalse();
        encode(0.7, 500);
        assertThat(speed.shouldReport(now)).isFalse();
        encode(0.7, 101);
        assertThat(speed.shouldReport(now)).isTrue();
    }

    @Test
    void onlyOutTimeIsProgress() {
        begin();
        speed.progress(new StderrLine.Progress("out_time_us", "N/A"), now);
        speed.progress(new StderrLine.Progress("speed", "1.5x"), now);
        assertThat(speed.factor()).isEmpty();
    }

    private void begin() {
        media = 0;
        speed.started(now);
        speed.writeStarted(now);
    }

    /** Encodes without ever waiting for input, and reports progress every half second. */
    private void encode(double factor, int seconds) {
        for (int half = 0; half < 2 * seconds; half++) {
            now += 500;
            media += factor / 2;
            speed.progress(new StderrLine.Progress("out_time_us", "" + Math.round(media * 1e6)), now);
            if (half % 4 == 0) {
                speed.writeCompleted(now);
                speed.writeStarted(now + 2);
            }
        }
    }
}
