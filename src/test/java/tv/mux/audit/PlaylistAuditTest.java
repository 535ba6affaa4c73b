package tv.mux.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistAuditTest {
    private static final String FIRST =
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
            #EXTINF:2.000,
            7.ts
            #EXTINF:2.000,
            8.ts
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:04.000Z
            #EXTINF:2.000,
            9.ts
            """;
    private static final String SECOND =
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:8
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z
            #EXTINF:2.000,
            8.ts
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:04.000Z
            #EXTINF:2.000,
            9.ts
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:06.000Z
            #EXTINF:2.000,
            10.ts
            """;

    private final Breaches breaches = new Breaches();
    private final PlaylistAudit audit = new PlaylistAudit(breaches, 0.3);

    @Test
    void acceptsAPlaylistThatFollowsTheRules() {
        assertThat(audit.check(FIRST, 0)).extracting(Playlist.Entry::msn).containsExactly(7L, 8L, 9L);
        assertThat(audit.check(FIRST, 0.3)).isEmpty();
        List<Playlist.Entry> fresh = audit.check(SECOND, 2);
        assertThat(fresh).extracting(Playlist.Entry::msn).containsExactly(10L);
        assertThat(fresh).extracting(Playlist.Entry::discontinuity).containsExactly(4L);
        assertThat(audit.removed())
                .containsExactly(new PlaylistAudit.Removed(audit.known().get(7L), 2 + 2 + 6));
        assertThat(audit.longestWait()).isEqualTo(2);
        assertThat(breaches.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TARGETDURATION:2, TARGETDURATION:3, target duration changed",
        "8.ts, eight.ts, history changed: uri",
        "'2.000,\n9.ts', '1.900,\n9.ts', history changed: duration",
        "DISCONTINUITY-SEQUENCE:3, DISCONTINUITY-SEQUENCE:4, history changed: discontinuity sequence",
        "'#EXT-X-DISCONTINUITY\n', '', history changed: discontinuity tag",
        "00:04.000Z, 00:04.500Z, history changed: date",
        "00:06.000Z, 00:06.500Z, date is not the end of the segment before",
        "00:06.000Z, noon, malformed date",
        "'2.000,\n10.ts', '2.600,\n10.ts', segment longer than target duration",
        "MEDIA-SEQUENCE:8, MEDIA-SEQUENCE:6, media sequence went back",
        "MEDIA-SEQUENCE:8, MEDIA-SEQUENCE:11, segments never listed",
        "'10.ts', '10.ts\n#EXT-X-ENDLIST', live list has ENDLIST",
        "#EXTM3U, #EXTM4U, malformed playlist",
        "DISCONTINUITY-SEQUENCE:3, DISCONTINUITY-SEQUENCE:100000, discontinuity sequence too high"
    })
    void reportsEachViolatedRule(String from, String to, String rule) {
        audit.check(FIRST, 0);
        audit.check(SECOND.replace(from, to), 2);
        assertThat(breaches.lines()).anySatisfy(line -> assertThat(line).startsWith(rule));
    }

    @Test
    void reportsALateSegmentAndMeasuresDrift() {
        audit.check(FIRST, 0);
        audit.check(SECOND, 2);
        audit.check(SECOND + "#EXTINF:2.000,\n11.ts\n", 5.4);
        assertThat(breaches.lines()).singleElement().asString().startsWith("late segment (1): #11: 3.4 s");
        assertThat(audit.driftMin()).isEqualTo(2 - 3.4, within(1e-9));
        assertThat(audit.driftMax()).isZero();
    }

    @Test
    void reportsAPlaylistThatBecomesShorter() {
        audit.check(FIRST, 0);
        audit.check(FIRST.substring(0, FIRST.indexOf("#EXT-X-DISCONTINUITY\n")), 1);
        assertThat(breaches.lines())
                .anySatisfy(line -> assertThat(line).startsWith("list shorter than 3 target durations"))
                .anySatisfy(line -> assertThat(line).startsWith("list went back"));
    }
}
