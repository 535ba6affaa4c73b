package tv.mux.input.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The distance of a run's start from the live edge: max(ceil(c/d) + 1, ceil((max(d, reload) + c - u + 0.3 s)/d)) input
 * segments, at most all that are listed. Here c is the longest output segment, d the longest input segment, and u the
 * time until the first output segment is due.
 */
class StartOffsetTest {
    @ParameterizedTest(name = "{0} ms segments, longest output segment {1} ms, due in {2} ms: {3}")
    @CsvSource({
        // The longest output segment is unknown: the segment time of 4 s, rounded up to whole input segments.
        "2000, 0, 4000, 3",
        "2000, 0, 2300, 3",
        "2000, 0, 2299, 3",
        "2000, 0, 299, 4",
        "2000, 0, 0, 4",
        "2000, 0, -1700, 4",
        "2000, 0, -1701, 5",
        "3000, 0, 4000, 3",
        "3000, 0, 0, 4",
        "4000, 0, 4000, 2",
        "4000, 0, 0, 3",
        "6000, 0, 6000, 2",
        "6000, 0, 300, 2",
        "6000, 0, 299, 3",
        // The longest output segment is known.
        "2000, 5000, 4000, 4",
        "3000, 4500, 3000, 3",
        "3000, 4500, 0, 3",
        "3000, 4500, -1500, 4",
        // Due in a minute: the first output segment must still come from listed segments.
        "2000, 0, 60000, 3",
        "6000, 3000, 60000, 2",
    })
    void followsTheFormula(long segmentMs, long longestOutputMs, long untilDueMs, int behind) {
        List<Long> listed = Collections.nCopies(20, segmentMs);

        assertThat(StartOffset.segmentsBehind(listed, segmentMs, 4_000, longestOutputMs, untilDueMs))
                .isEqualTo(behind);
    }

    @Test
    void usesTheLongestListedSegment() {
        assertThat(StartOffset.segmentsBehind(List.of(2_000L, 4_000L, 1_000L, 2_000L), 4_000, 4_000, 0, 4_000))
                .isEqualTo(2);
    }

    @Test
    void aSlowReloadIncreasesTheOffset() {
        List<Long> listed = Collections.nCopies(20, 4_000L);

        assertThat(StartOffset.segmentsBehind(listed, 4_000, 4_000, 0, 3_000)).isEqualTo(2);
        assertThat(StartOffset.segmentsBehind(listed, 6_000, 4_000, 0, 3_000)).isEqualTo(2);
        assertThat(StartOffset.segmentsBehind(listed, 6_000, 4_000, 0, 2_000)).isEqualTo(3);
    }

    @Test
    void isBetweenOneAndTheNumberOfListedSegments() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            List<Long> listed =
                    random.longs(1 + random.nextInt(12), 0, 10_000).boxed().toList();
            int behind = StartOffset.segmentsBehind(
                    listed,
                    random.nextLong(12_000),
                    1 + random.nextLong(10_000),
                    random.nextBoolean() ? 0 : random.nextLong(12_000),
                    random.nextLong(-3_600_000, 3_600_000));

            assertThat(behind).isBetween(1, listed.size());
        }
    }

    @Test
    void theOffsetIncreasesWithTheDelay() {
        List<Long> listed = Collections.nCopies(20, 2_000L);
        int before = 0;
        for (long due = 20_000; due > -20_000; due -= 100) {
            int behind = StartOffset.segmentsBehind(listed, 0, 4_000, 0, due);
            assertThat(behind).isGreaterThanOrEqualTo(before);
            before = behind;
        }
    }
}
