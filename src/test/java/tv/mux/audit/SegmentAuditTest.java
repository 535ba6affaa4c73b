package tv.mux.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SegmentAuditTest {
    private static final long FRAME = 3_600;
    private static final long WRAP = 1L << 33;

    private final Breaches breaches = new Breaches();
    private final SegmentAudit audit = new SegmentAudit(breaches);
    private final TsMaker maker = new TsMaker();

    @Test
    void acceptsAContinuousStreamAcrossATimeStampWrap() {
        audit.check(entry(1, 0), second(WRAP - 10 * FRAME));
        audit.check(entry(2, 0), second(15 * FRAME));
        assertThat(breaches.lines()).isEmpty();
    }

    @Test
    void reportsAGapInTheTimeStamps() {
        audit.check(entry(1, 0), second(0));
        audit.check(entry(2, 0), second(30 * FRAME));
        assertThat(breaches.lines())
                .singleElement()
                .asString()
                .isEqualTo("time stamps do not follow (2): #2: video +0.200 s; #2: audio +0.200 s");
    }

    @Test
    void aDiscontinuityMayResetCountersButNotTimeStamps() {
        audit.check(entry(1, 0), second(0));
        maker.skip(TsMaker.VIDEO);
        audit.check(entry(2, 1), second(28 * FRAME));
        assertThat(breaches.lines()).isEmpty();
        audit.check(entry(3, 2), second(0));
        assertThat(breaches.lines()).hasSize(1).first().asString().startsWith("time stamps do not continue after");
    }

    @Test
    void reportsPacketsLostWithinAndBetweenSegments() {
        audit.check(entry(1, 0), second(0));
        maker.skip(TsMaker.VIDEO);
        audit.check(entry(2, 0), second(25 * FRAME));
        assertThat(breaches.lines())
                .singleElement()
                .asString()
                .isEqualTo("continuity counters do not follow (1): #2: pid 256 8 to 10");
        maker.tables().picture(true, 0, "a").skip(TsMaker.VIDEO).picture(false, FRAME, "b");
        assertThat(TsReader.read(maker.segment()).faults())
                .singleElement()
                .asString()
                .contains("pid 256 jumps");
    }

    @Test
    void reportsAWrongDuration() {
        audit.check(new Playlist.Entry(1, 0, false, "1.ts", 1.5, ""), second(0));
        assertThat(breaches.lines()).singleElement().asString().contains("EXTINF 1.500 s, media 1.000 s");
    }

    @Test
    void reportsAMalformedSegment() {
        assertThat(TsReader.read(maker.picture(true, 0, "a").tables().segment()).faults())
                .anySatisfy(fault -> assertThat(fault).startsWith("does not begin with PAT and PMT"));
        assertThat(TsReader.read(maker.tables().picture(false, 0, "a").segment())
                        .faults())
                .containsExactly("video does not begin with a key frame");
        byte[] cut = second(0);
        assertThat(TsReader.read(Arrays.copyOf(cut, cut.length - 1)).faults())
                .containsExactly("length " + (cut.length - 1) + " is not a multiple of 188");
        cut[188] = 0;
        assertThat(TsReader.read(cut).faults()).contains("no sync byte at 188");
        assertThat(TsReader.read(new byte[0]).faults()).isNotEmpty();
    }

    private byte[] second(long from) {
        maker.tables();
        for (int frame = 0; frame < 25; frame++) {
            long stamp = (from + frame * FRAME) % WRAP;
            maker.picture(frame == 0, stamp, "picture " + stamp).audio(stamp);
        }
        return maker.segment();
    }

    private static Playlist.Entry entry(long msn, long discontinuity) {
        return new Playlist.Entry(msn, discontinuity, false, msn + ".ts", 1, "");
    }
}
