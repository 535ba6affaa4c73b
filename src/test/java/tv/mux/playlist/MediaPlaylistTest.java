package tv.mux.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.mux.index.Indexes;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

@Isolated
class MediaPlaylistTest {
    private static final long START_MS = 1_767_225_600_040L; // 2026-01-01T00:00:00.040Z

    @Test
    void isEmptyBeforeTheFirstSegment() {
        assertThat(MediaPlaylist.text(entry(5, List.of()))).isEmpty();
    }

    @Test
    void listsOneSegment() {
        assertThat(MediaPlaylist.text(entry(5, List.of(segment(7, 3, false, START_MS, 4_000)))))
                .hasValue(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:3
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-TARGETDURATION:6
                        #EXT-X-MEDIA-SEQUENCE:7
                        #EXT-X-DISCONTINUITY-SEQUENCE:3
                        #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.040Z
                        #EXTINF:4.000,
                        7-r.ts
                        """);
    }

    @Test
    void datesTheFirstSegmentAndEveryDiscontinuity() {
        assertThat(MediaPlaylist.text(entry(
                        3,
                        List.of(
                                segment(7, 3, false, START_MS, 4_000),
                                segment(8, 3, false, START_MS + 4_000, 6_006),
                                segment(9, 4, true, START_MS + 10_006, 60),
                                segment(10, 4, false, START_MS + 10_066, 3_999)))))
                .hasValue(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:3
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-TARGETDURATION:6
                        #EXT-X-MEDIA-SEQUENCE:8
                        #EXT-X-DISCONTINUITY-SEQUENCE:3
                        #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:04.040Z
                        #EXTINF:6.006,
                        8-r.ts
                        #EXT-X-DISCONTINUITY
                        #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10.046Z
                        #EXTINF:0.060,
                        9-r.ts
                        #EXTINF:3.999,
                        10-r.ts
                        """);
    }

    @Test
    void doesNotCountTheDiscontinuityOfTheFirstSegment() {
        String text = MediaPlaylist.text(entry(2, List.of(segment(9, 4, true, START_MS, 4_000))))
                .orElseThrow();

        assertThat(text).contains("#EXT-X-DISCONTINUITY-SEQUENCE:3\n#EXT-X-DISCONTINUITY\n");
    }

    @Test
    void declaresIndependentSegmentsOnlyIfAllAre() {
        Segment open = new Segment(1, 0, false, START_MS, 4_000, false, "r", 1, "", "", List.of(1L), List.of());

        assertThat(MediaPlaylist.text(entry(2, List.of(open, segment(2, 0, false, START_MS + 4_000, 4_000)))))
                .hasValueSatisfying(text -> assertThat(text).doesNotContain("INDEPENDENT"));
    }

    @Test
    void doesNotDependOnTheLocale() {
        StreamIndex entry = entry(5, List.of(segment(7, 3, false, START_MS, 4_321)));
        String text = MediaPlaylist.text(entry).orElseThrow();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(MediaPlaylist.text(entry)).hasValue(text);
        } finally {
            Locale.setDefault(before);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Appends and trims at random, and parses the playlist after each step as a player does. */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyReloadFollowsTheRfc(long seed) {
        Random random = new Random(seed);
        int listSize = 2 + random.nextInt(20);
        int target = 1 + random.nextInt(10);
        long msn = random.nextInt(1_000_000);
        long discontinuity = random.nextInt(10_000);
        long dateMs = START_MS + random.nextInt();
        List<Segment> kept = new ArrayList<>();
        Reload previous = null;
        for (int step = 0; step < 150; step++) {
            boolean discontinuous = random.nextInt(4) == 0;
            discontinuity += discontinuous ? 1 : 0;
            long durationMs = 1L + random.nextInt(target * 1000 + 499);
            kept.add(segment(msn++, discontinuity, discontinuous, dateMs, durationMs));
            dateMs += durationMs;
            if (random.nextInt(5) == 0) { // only segments that are not listed are trimmed
                int spare = Math.max(0, kept.size() - listSize);
                kept.subList(0, spare == 0 ? 0 : random.nextInt(spare + 1)).clear();
            }
            if (random.nextInt(3) > 0) {
                Reload now =
                        Reload.of(MediaPlaylist.text(Indexes.of(new StreamShape("copy", target, listSize, 1), kept))
                                .orElseThrow());
                now.hasValidSegments(listSize, target);
                if (previous != null) {
                    now.continues(previous);
                }
                previous = now;
            }
        }
    }

    /** A playlist as a player parses it: the properties of each segment, computed from the tags. */
    private record Reload(int target, List<Listed> segments, List<Long> datedSegments) {
        private static final Pattern LINE = Pattern.compile("#([A-Z0-9-]+)(?::(.*))?|([^#].*)");

        record Listed(long msn, long discontinuity, long dateMs, long durationMs, String uri) {}

        static Reload of(String text) {
            assertThat(text).startsWith("#EXTM3U\n").endsWith("\n").doesNotContain("\r", " ");
            int target = 0;
            long msn = 0;
            long discontinuity = 0;
            long dateMs = 0;
            long durationMs = 0;
            List<Listed> segments = new ArrayList<>();
            List<Long> datedSegments = new ArrayList<>();
            for (String line : text.lines().toList()) {
                Matcher tag = LINE.matcher(line);
                assertThat(tag.matches()).as(line).isTrue();
                if (tag.group(3) != null) {
                    segments.add(new Listed(msn++, discontinuity, dateMs, durationMs, line));
                    dateMs += durationMs;
                    continue;
                }
                switch (tag.group(1)) {
                    case "EXT-X-TARGETDURATION" -> target = Integer.parseInt(tag.group(2));
                    case "EXT-X-MEDIA-SEQUENCE" -> msn = Long.parseLong(tag.group(2));
                    case "EXT-X-DISCONTINUITY-SEQUENCE" -> discontinuity = Long.parseLong(tag.group(2));
                    case "EXT-X-DISCONTINUITY" -> discontinuity++;
                    case "EXT-X-PROGRAM-DATE-TIME" -> {
                        long tagged = Instant.parse(tag.group(2)).toEpochMilli();
                        // Each date is the previous date plus the durations in between.
                        assertThat(segments.isEmpty() || tagged == dateMs).isTrue();
                        dateMs = tagged;
                        datedSegments.add(msn);
                    }
                    case "EXTINF" -> {
                        assertThat(tag.group(2)).matches("\\d+\\.\\d{3},");
                        durationMs = Long.parseLong(tag.group(2).replaceAll("[.,]", ""));
                    }
                    default -> assertThat(tag.group(1)).isIn("EXTM3U", "EXT-X-VERSION", "EXT-X-INDEPENDENT-SEGMENTS");
                }
            }
            return new Reload(target, segments, datedSegments);
        }

        void hasValidSegments(int listSize, int target) {
            assertThat(this.target).isEqualTo(target); // §6.2.1: never changes
            assertThat(segments).hasSizeBetween(1, listSize);
            assertThat(datedSegments).contains(segments.get(0).msn());
            // §4.3.3.1: rounded to the nearest whole second
            assertThat(segments).allMatch(one -> (one.durationMs() + 500) / 1000 <= target);
            assertThat(segments).extracting(Listed::uri).doesNotHaveDuplicates();
        }

        /** RFC 8216 §6.2.1 and §6.2.2: segments are removed at the beginning, added at the end, and never change. */
        void continues(Reload previous) {
            long first = segments.get(0).msn();
            long last = segments.get(segments.size() - 1).msn();
            assertThat(first).isGreaterThanOrEqualTo(previous.segments.get(0).msn());
            assertThat(last)
                    .isGreaterThanOrEqualTo(
                            previous.segments.get(previous.segments.size() - 1).msn());
            Map<Long, Listed> now = segments.stream().collect(Collectors.toMap(Listed::msn, listed -> listed));
            // Compares the sequence numbers, date, duration and URI.
            previous.segments.stream().filter(old -> old.msn() >= first).forEach(old -> assertThat(now.get(old.msn()))
                    .isEqualTo(old));
        }
    }

    @Test
    void writesEveryMillisecondWithThreeDigits() {
        assertThat(IntStream.of(1, 9, 10, 99, 100, 999, 1000, 1001, 6499)
                        .mapToObj(ms -> MediaPlaylist.text(entry(2, List.of(segment(1, 0, false, 0, ms))))
                                .orElseThrow())
                        .map(text -> text.replaceAll("(?s).*#EXTINF:(.*?),.*", "$1")))
                .containsExactly("0.001", "0.009", "0.010", "0.099", "0.100", "0.999", "1.000", "1.001", "6.499");
    }

    private static Segment segment(long msn, long discontinuity, boolean discontinuous, long dateMs, long durationMs) {
        return new Segment(
                msn, discontinuity, discontinuous, dateMs, durationMs, true, "r", 1, "", "", List.of(1L), List.of());
    }

    private static StreamIndex entry(int listSize, List<Segment> segments) {
        return Indexes.of(new StreamShape("copy", 6, listSize, 1), segments);
    }
}
