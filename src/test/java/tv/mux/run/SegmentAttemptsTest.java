package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tv.mux.input.InputItem;

class SegmentAttemptsTest {
    private final AtomicInteger leftOut = new AtomicInteger();
    private final SegmentAttempts attempts = new SegmentAttempts(leftOut::incrementAndGet);

    @Test
    void theThirdFailureIsTheLast() {
        assertThat(attempts.recordFailure(segment(7))).isFalse();
        assertThat(attempts.isLastAttempt(segment(7))).isFalse();
        assertThat(attempts.recordFailure(segment(7))).isFalse();
        assertThat(attempts.isLastAttempt(segment(7))).isTrue();
        assertThat(attempts.isLeftOut(segment(7))).isFalse();
        assertThat(attempts.recordFailure(segment(7))).isTrue();
        assertThat(attempts.isLeftOut(segment(7))).isTrue();
        assertThat(attempts.isLastAttempt(segment(7))).isFalse();
        assertThat(attempts.recordFailure(segment(7))).as("reported once").isFalse();
        assertThat(leftOut).hasValue(1);
    }

    @Test
    void segmentsAreIdentifiedByNumberAndAddress() {
        attempts.leaveOut(segment(7));
        attempts.leaveOut(segment(7));
        assertThat(leftOut).hasValue(1);
        assertThat(attempts.isLeftOut(segment(8))).isFalse();
        assertThat(attempts.isLeftOut(new InputItem.Segment(7, 2000, new byte[0], "other.ts")))
                .isFalse();
    }

    @Test
    void successForgetsEarlierFailuresButNotSegmentsThatAreLeftOut() {
        assertThat(attempts.hasSucceeded()).isFalse();
        attempts.leaveOut(segment(6));
        for (int i = 0; i < 2; i++) {
            attempts.recordFailure(segment(7));
            attempts.recordFailure(segment(8));
        }
        attempts.recordSuccess(8);
        assertThat(attempts.hasSucceeded()).isTrue();
        assertThat(attempts.isLeftOut(segment(6))).isTrue();
        assertThat(attempts.isLastAttempt(segment(7))).isFalse();
        assertThat(attempts.isLastAttempt(segment(8))).isTrue();
    }

    @Test
    void clearForgetsAllSegments() {
        attempts.leaveOut(segment(7));
        attempts.clear();
        assertThat(attempts.isLeftOut(segment(7))).isFalse();
    }

    @Test
    void theOldestSegmentIsForgotten() {
        for (int sequence = 0; sequence < 1000; sequence++) {
            attempts.leaveOut(segment(sequence));
        }
        assertThat(attempts.isLeftOut(segment(0))).isFalse();
        assertThat(attempts.isLeftOut(segment(999))).isTrue();
    }

    private static InputItem.Segment segment(long sequence) {
        return new InputItem.Segment(sequence, 2000, new byte[0], "s" + sequence + ".ts");
    }
}
