package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameBacklogTest {

    @Test
    void aFullBacklogDropsTheOldestFrames() {
        FrameBacklog backlog = new FrameBacklog(3);
        for (byte i = 1; i <= 5; i++) {
            backlog.add(new byte[] {i});
        }
        assertThat(backlog.dropped()).isEqualTo(2);
        assertThat(backlog.next()).hasValueSatisfying(frame -> assertThat(frame).containsExactly(3));
        backlog.keep(1);
        assertThat(backlog.dropped()).isEqualTo(3);
        assertThat(backlog.next()).hasValueSatisfying(frame -> assertThat(frame).containsExactly(5));
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.next()).isEmpty();
    }
}
