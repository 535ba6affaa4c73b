package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.fetch.MemoryBudget;
import tv.mux.status.RunStatus.Cause;

class ReadAheadTest {

    @Test
    void buffersSixSegments() {
        assertThat(fill(ahead(), 1000)).isEqualTo(6);
    }

    @Test
    void buffersFewerLargeSegments() {
        assertThat(fill(ahead(), 20 << 20)).isEqualTo(3);
    }

    @Test
    void buffersOneSegmentOfMaximumSize() {
        assertThat(fill(ahead(), 64 << 20)).isEqualTo(1);
    }

    @Test
    void aDeliveredSegmentPermitsAnother() {
        ReadAhead ahead = ahead();
        fill(ahead, 1000);
        ahead.add(new InputItem.Break(Cause.GAP, ""));
        assertThat(ahead.mayFetchMore()).isFalse();
        assertThat(ahead.poll()).isInstanceOf(InputItem.Segment.class);
        assertThat(ahead.mayFetchMore()).isTrue();
    }

    private static ReadAhead ahead() {
        return new ReadAhead(FetchLimits.SERVICE, new MemoryBudget(1 << 30, new SimpleMeterRegistry()).account());
    }

    private static int fill(ReadAhead ahead, int bytes) {
        int count = 0;
        while (ahead.mayFetchMore()) {
            ahead.add(new InputItem.Segment(count++, 0, new byte[bytes], ""));
        }
        return count;
    }
}
