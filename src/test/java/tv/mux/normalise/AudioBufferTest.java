package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.audio;
import static tv.mux.run.Media.video;

import org.junit.jupiter.api.Test;
import tv.mux.media.Stamp;

class AudioBufferTest {
    private final AudioBuffer buffer = new AudioBuffer(100);

    private static ParsedSegment segment(double from, double to, int bytes) {
        return new ParsedSegment(new byte[bytes], audio(from, to));
    }

    @Test
    void knowsWhetherAudioIsComplete() {
        assertThat(buffer.reaches(0)).isFalse();
        buffer.add(segment(0, 2, 1));
        assertThat(buffer.reaches(2 * Stamp.HZ)).isTrue();
        assertThat(buffer.reaches(2 * Stamp.HZ + 1)).isFalse();
    }

    @Test
    void returnsTheAudioDuringAVideoSegment() {
        for (int second = 0; second < 8; second += 2) {
            buffer.add(segment(second, second + 2, 1));
        }
        assertThat(buffer.during(video(5, 7, 5)))
                .extracting(segment -> segment.media().first() / Stamp.HZ)
                .containsExactly(4L, 6L);
    }

    @Test
    void forgetsAudioThatIsTooOld() {
        buffer.add(segment(0, 2, 10));
        buffer.add(segment(2, 4, 10));
        buffer.during(video(3.5, 5, 3.5));
        assertThat(buffer.bytes()).isEqualTo(10);
    }

    @Test
    void dropsTheOldestSegmentAboveTheLimits() {
        buffer.add(segment(0, 2, 60));
        buffer.add(segment(2, 4, 60));
        assertThat(buffer.bytes()).isEqualTo(60);
        for (int i = 0; i < 2 * AudioBuffer.MAX_SEGMENTS; i++) {
            buffer.add(segment(4 + i, 5 + i, 1));
        }
        assertThat(buffer.bytes()).isEqualTo(AudioBuffer.MAX_SEGMENTS);
    }
}
