package tv.mux.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.mux.index.Indexes;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

class RetentionTest {
    private static final Duration SEGMENT_TIME = Duration.ofSeconds(4);

    @Test
    void keepsAllSegmentsOfAYoungStream() {
        assertThat(Retention.expired(entry(20, 6, steady(0, 4_000)), SEGMENT_TIME))
                .isEmpty();
        assertThat(Retention.expired(entry(20, 6, steady(59, 4_000)), SEGMENT_TIME))
                .isEmpty();
    }

    @Test
    void segmentsExpireAfterThreeWindows() {
        // 20 segments of 4 s are kept for 240 s, so the first expires with the 60th.
        assertThat(Retention.expired(entry(20, 6, steady(60, 4_000)), SEGMENT_TIME))
                .hasValue(1);
        assertThat(Retention.expired(entry(20, 6, steady(69, 4_000)), SEGMENT_TIME))
                .hasValue(10);
    }

    @Test
    void longSegmentsAreKeptAsLongAsTheRfcRequires() {
        // A playlist of 6 s segments lasts 120 s, so the minimum age of 240 s alone is too short.
        List<Segment> segments = steady(41, 6_000);

        assertThat(segments.size() * 6).isGreaterThan(240);
        assertThat(Retention.expired(entry(20, 6, segments), SEGMENT_TIME)).isEmpty();
    }

    @Test
    void listedSegmentsNeverExpire() {
        // The first segment is an hour old, but still listed.
        List<Segment> segments = List.of(segment(0, 0, 4_000), segment(1, 3_600_000, 4_000));

        assertThat(Retention.expired(entry(2, 6, segments), SEGMENT_TIME)).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /**
     * Sweeps a stream of random durations every 30 s. Its media time differs from the clock by up to three seconds.
     * Each segment must be available as long as RFC 8216 §6.2.2 requires, and the number of segments must be bounded.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void segmentsExpireNeitherTooEarlyNorTooLate(long seed) {
        Random random = new Random(seed);
        int listSize = 5 + random.nextInt(30);
        int target = 2 + random.nextInt(8);
        Duration segmentTime = Duration.ofMillis(target * 2000L / 3);
        long clockMs = 1_000_000;
        long dateMs = 0;
        long sweptMs = clockMs;
        List<Segment> kept = new ArrayList<>();
        Map<Long, Long> longestMs = new HashMap<>();
        Map<Long, Long> leftMs = new HashMap<>();
        for (long msn = 0; msn < 500; msn++) {
            long durationMs = 500L + random.nextInt(target * 1000);
            kept.add(segment(msn, dateMs, durationMs));
            dateMs += durationMs;
            clockMs = Math.max(clockMs, 1_000_000 + dateMs + random.nextInt(6_000) - 3_000);

            StreamIndex entry = entry(listSize, target, kept);
            long windowMs =
                    entry.window().stream().mapToLong(Segment::durationMs).sum();
            entry.window().forEach(segment -> longestMs.merge(segment.msn(), windowMs, Math::max));
            if (msn >= listSize) {
                leftMs.put(msn - listSize, clockMs);
            }
            if (clockMs - sweptMs > 30_000) {
                sweptMs = clockMs;
                long now = clockMs;
                long first = kept.get(0).msn();
                long upTo = Retention.expired(entry, segmentTime).orElse(first - 1);
                for (Segment segment : List.copyOf(kept.subList(0, (int) (upTo - first + 1)))) {
                    assertThat(now - leftMs.get(segment.msn()))
                            .isGreaterThanOrEqualTo(segment.durationMs() + longestMs.get(segment.msn()));
                    assertThat(entry.nextDateMs() - segment.dateMs())
                            .isGreaterThanOrEqualTo(3L * listSize * segmentTime.toMillis());
                    kept.remove(0);
                }
                assertThat(entry.nextDateMs() - kept.get(0).dateMs())
                        .isLessThan((3L * listSize + 10) * (target * 1000L + 500));
            }
        }
    }

    private static List<Segment> steady(int count, long durationMs) {
        return LongStream.range(0, count)
                .mapToObj(i -> segment(1 + i, i * durationMs, durationMs))
                .toList();
    }

    private static Segment segment(long msn, long dateMs, long durationMs) {
        return new Segment(msn, 0, false, dateMs, durationMs, true, "r", 1, "", "", List.of(1L), List.of());
    }

    private static StreamIndex entry(int listSize, int target, List<Segment> segments) {
        return Indexes.of(new StreamShape("copy", target, listSize, 1), segments);
    }
}
