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
    void oneThatIsAlwaysFedAndComesOutSlowerIsSlow() {
        begin();
        encode(0.7, 29);
        assertThat(speed.slow(now)).isFalse();
        encode(0.7, 2);
        assertThat(speed.slow(now)).isTrue();
        assertThat(speed.factor().orElseThrow()).isCloseTo(0.7, within(0.01));
    }

    @Test
    void oneThatCatchesUpIsNot() {
        begin();
        encode(1.2, 60);
        assertThat(speed.slow(now)).isFalse();
        assertThat(speed.factor().orElseThrow()).isCloseTo(1.2, within(0.02));
    }

    /** Its input is what is slow. */
    @Test
    void oneThatWaitsForItsInputIsNot() {
        begin();
        for (int piece = 0; piece < 40; piece++) {
            encode(0.5, 1);
            speed.taken(now);
            now += EncoderSpeed.IDLE_MS + 1;
            assertThat(speed.slow(now)).isFalse();
            speed.giving(now);
        }
        assertThat(speed.slow(now)).isFalse();
    }

    @Test
    void runsThatFollowAtOnceCountTogether() {
        for (int run = 0; run < 4; run++) {
            begin();
            encode(0.3, 10);
            now += 500;
        }
        assertThat(speed.slow(now)).isTrue();
    }

    @Test
    void runsThatDoNotAreNotSlowForThat() {
        for (int run = 0; run < 4; run++) {
            begin();
            encode(1.5, 5);
            now += EncoderSpeed.GAP_MS + 1_000;
        }
        begin();
        assertThat(speed.slow(now)).isFalse();
    }

    @Test
    void isToldOnceForAWhile() {
        begin();
        encode(0.7, 31);
        assertThat(speed.worthTelling(now)).isTrue();
        assertThat(speed.worthTelling(now)).isFalse();
        encode(0.7, 500);
        assertThat(speed.worthTelling(now)).isFalse();
        encode(0.7, 101);
        assertThat(speed.worthTelling(now)).isTrue();
    }

    @Test
    void whatItSaysOfOtherThingsIsNoProgress() {
        begin();
        speed.progress(new StderrLine.Progress("out_time_us", "N/A"), now);
        speed.progress(new StderrLine.Progress("speed", "1.5x"), now);
        assertThat(speed.factor()).isEmpty();
    }

    private void begin() {
        media = 0;
        speed.begins(now);
        speed.giving(now);
    }

    /** Takes what it is given, always the next piece at once, and says twice a second how far it is. */
    private void encode(double factor, int seconds) {
        for (int half = 0; half < 2 * seconds; half++) {
            now += 500;
            media += factor / 2;
            speed.progress(new StderrLine.Progress("out_time_us", "" + Math.round(media * 1e6)), now);
            if (half % 4 == 0) {
                speed.taken(now);
                speed.giving(now + 2);
            }
        }
    }
}
