package tv.mux.normalise;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.run.Media.video;

import org.junit.jupiter.api.Test;
import tv.mux.ts.TsSegment;

class DecoderContextTest {
    private final DecoderContext context = new DecoderContext(100);

    private static ParsedSegment segment(TsSegment media) {
        return new ParsedSegment(new byte[40], media);
    }

    @Test
    void beginsWithTheNewestSegmentThatBeginsWithAKeyFrame() {
        context.add(segment(video(0, 2, 0)));
        context.add(segment(video(2, 4)));
        assertThat(context.segments()).hasSize(2);
        ParsedSegment key = segment(video(4, 6, 4));
        context.add(key);
        assertThat(context.segments()).containsExactly(key);
    }

    @Test
    void dropsTheOldestSegmentAboveTheLimit() {
        for (int second = 0; second < 6; second += 2) {
            context.add(segment(video(second, second + 2)));
        }
        assertThat(context.segments()).hasSize(2);
        assertThat(context.bytes()).isEqualTo(80);
    }

    @Test
    void detectsAJumpOfTimeStamps() {
        assertThat(context.jumpsTo(video(100, 102, 100))).isFalse();
        context.add(segment(video(0, 2, 0)));
        assertThat(context.jumpsTo(video(3, 5, 3))).isFalse();
        assertThat(context.jumpsTo(video(3.1, 5, 3.1))).isTrue();
        context.clear();
        assertThat(context.jumpsTo(video(100, 102, 100))).isFalse();
        assertThat(context.previous()).isEmpty();
    }
}
