package tv.mux.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.process.SegmentAnnouncement;

class RenditionJoinerTest {
    private final RenditionJoiner joiner = new RenditionJoiner(List.of(0, 1, 3), Duration.ofSeconds(4));

    @Test
    void aSegmentIsCompleteWhenEveryOutputHasIt() {
        assertThat(announce(0, 0)).isEmpty();
        assertThat(announce(3, 0)).isEmpty();
        assertThat(announce(0, 1)).isEmpty();
        assertThat(announce(1, 0)).containsExactly(joined(0));
        assertThat(announce(1, 1)).isEmpty();
        assertThat(announce(3, 1)).containsExactly(joined(1));
        assertThat(joiner.lagging()).isEmpty();
    }

    @Test
    void unknownOutputsAreIgnored() {
        announce(0, 0);
        announce(2, 0);
        announce(2, 0);
        assertThat(announce(1, 0)).isEmpty();
    }

    @Test
    void anOutputThatStopsIsDetected() {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            announce(0, ordinal);
            announce(1, ordinal);
        }
        // An encoder may be two segments behind.
        announce(3, 0);
        assertThat(joiner.lagging()).isEmpty();
        announce(0, 3);
        assertThat(joiner.lagging())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("rendition 3").contains("3 segments"));
    }

    @Test
    void anOutputThatNeverBeganIsDetected() {
        announce(0, 0);
        announce(1, 0);
        announce(0, 1);
        assertThat(joiner.lagging()).isEmpty();
        announce(0, 2);
        assertThat(joiner.lagging()).isPresent();
    }

    @Test
    void theLimitIsAMediaTime() {
        RenditionJoiner shortSegments = new RenditionJoiner(List.of(0, 1), Duration.ofSeconds(1));
        for (int ordinal = 0; ordinal < 8; ordinal++) {
            shortSegments.add(new SegmentAnnouncement("v0", 0, ordinal));
        }
        assertThat(shortSegments.lagging()).isEmpty();
        shortSegments.add(new SegmentAnnouncement("v0", 0, 8));
        assertThat(shortSegments.lagging()).isPresent();
    }

    private List<RenditionJoiner.Joined> announce(int output, int ordinal) {
        return joiner.add(new SegmentAnnouncement("v" + output, output, ordinal)).stream()
                .toList();
    }

    private static RenditionJoiner.Joined joined(int ordinal) {
        return new RenditionJoiner.Joined(ordinal, List.of("v0", "v1", "v3"));
    }
}
