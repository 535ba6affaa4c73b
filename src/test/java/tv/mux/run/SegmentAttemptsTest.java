package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tv.mux.input.InputItem;

class SegmentAttemptsTest {
    private final AtomicInteger leftOut = new AtomicInteger();
    private final SegmentAttempts tries = new SegmentAttempts(leftOut::incrementAndGet);

    @Test
    void theThirdFailureIsTheLast() {
        assertThat(tries.failed(segment(7))).isFalse();
        assertThat(tries.last(segment(7))).isFalse();
        assertThat(tries.failed(segment(7))).isFalse();
        assertThat(tries.last(segment(7))).isTrue();
        assertThat(tries.leftOut(segment(7))).isFalse();
        assertThat(tries.failed(segment(7))).isTrue();
        assertThat(tries.leftOut(segment(7))).isTrue();
        assertThat(tries.last(segment(7))).isFalse();
        assertThat(tries.failed(segment(7))).as("told once").isFalse();
        assertThat(leftOut).hasValue(1);
    }

    @Test
    void segmentsAreToldApartByNumberAndAddress() {
        tries.leaveOut(segment(7));
        tries.leaveOut(segment(7));
        assertThat(leftOut).hasValue(1);
        assertThat(tries.leftOut(segment(8))).isFalse();
        assertThat(tries.leftOut(new InputItem.Segment(7, 2000, new byte[0], "other.ts")))
                .isFalse();
    }

    @Test
    void aCutAcquitsWhatLiesBeforeItButNotWhatIsLeftOut() {
        assertThat(tries.proven()).isFalse();
        tries.leaveOut(segment(6));
        for (int i = 0; i < 2; i++) {
            tries.failed(segment(7));
            tries.failed(segment(8));
        }
        tries.good(8);
        assertThat(tries.proven()).isTrue();
        assertThat(tries.leftOut(segment(6))).isTrue();
        assertThat(tries.last(segment(7))).isFalse();
        assertThat(tries.last(segment(8))).isTrue();
    }

    @Test
    void numbersThatStartOverMeanOtherSegments() {
        tries.leaveOut(segment(7));
        tries.forget();
        assertThat(tries.leftOut(segment(7))).isFalse();
    }

    @Test
    void remembersTheNewestOnly() {
        for (int sequence = 0; sequence < 1000; sequence++) {
            tries.leaveOut(segment(sequence));
        }
        assertThat(tries.leftOut(segment(0))).isFalse();
        assertThat(tries.leftOut(segment(999))).isTrue();
    }

    private static InputItem.Segment segment(long sequence) {
        return new InputItem.Segment(sequence, 2000, new byte[0], "s" + sequence + ".ts");
    }
}
