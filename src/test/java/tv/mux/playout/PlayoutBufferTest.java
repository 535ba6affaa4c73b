package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tv.mux.icecast.Segments;
import tv.mux.model.Segment;

/** The reserve is 3,000 samples. */
class PlayoutBufferTest {
    private final PlayoutBuffer buffer = new PlayoutBuffer(new Reserve(3_000, 2_000));

    @Test
    void anEmptyBufferYieldsSilence() {
        PlayoutBuffer.Played played = buffer.take(100);
        assertThat(played.pcm()).hasSize(400).containsOnly(0);
        assertThat(played.silent()).isEqualTo(100);
        assertThat(played.startedSegment()).isEmpty();
    }

    @Test
    void theFirstSegmentIsDelayedByTheReserve() {
        Segment first = Segments.of("a", 7);
        PcmSection a = buffer.startSection();
        assertThat(buffer.correct(a, true)).isEqualTo(3_000);
        a.startSegment(first, 4_000);
        a.decoded(samples(1, 4_000));
        PlayoutBuffer.Played padding = buffer.take(3_000);
        assertThat(padding.pcm()).containsOnly(0);
        assertThat(padding.silent()).isZero();
        PlayoutBuffer.Played played = buffer.take(4_100);
        assertThat(played.startedSegment()).contains(first);
        assertThat(played.silent()).isEqualTo(100);
        assertThat(count(played.pcm(), 1)).isEqualTo(4_000);
    }

    @Test
    void sectionsAreJoinedWithoutAGap() {
        PcmSection a = filled("a", 1, 1, 4_000);
        a.end();
        filled("b", 2, 2, 4_000);
        PlayoutBuffer.Played played = buffer.take(8_000);
        assertThat(played.silent()).isZero();
        assertThat(played.pcm()[4_000 * 4 - 1]).isEqualTo((byte) 1);
        assertThat(played.pcm()[4_000 * 4]).isEqualTo((byte) 2);
        assertThat(played.startedSegment()).map(Segment::run).contains("b");
    }

    @Test
    void aSectionWhoseDecoderHangsIsSkipped() {
        filled("a", 1, 1, 1_000); // never ends
        filled("b", 2, 2, 1_000);
        assertThat(buffer.take(2_000).silent()).isZero();
    }

    @Test
    void excessAudioIsRemovedWhereARunBegins() {
        PcmSection a = filled("a", 1, 1, 6_000);
        PcmSection b = buffer.startSection();
        assertThat(buffer.correct(b, true)).isEqualTo(-3_000);
        a.decoded(samples(9, 500)); // The rest of its decoder is discarded.
        b.startSegment(Segments.of("b", 2), 4_000);
        b.decoded(samples(2, 4_000));
        PlayoutBuffer.Played played = buffer.take(7_000);
        assertThat(played.silent()).isZero();
        assertThat(count(played.pcm(), 1)).isEqualTo(3_000);
        assertThat(count(played.pcm(), 2)).isEqualTo(4_000);
    }

    @Test
    void segmentStartsAreReportedWithinARun() {
        PcmSection a = buffer.startSection();
        a.startSegment(Segments.of("a", 1), 1_000);
        a.startSegment(Segments.of("a", 2), 1_000);
        a.decoded(samples(1, 2_000));
        assertThat(buffer.take(10).startedSegment()).map(Segment::msn).contains(1L);
        assertThat(buffer.take(989).startedSegment()).isEmpty();
        assertThat(buffer.take(10).startedSegment()).map(Segment::msn).contains(2L);
    }

    @Test
    void theStartOfARemovedSegmentIsNotReported() {
        PcmSection a = buffer.startSection();
        a.startSegment(Segments.of("a", 1), 4_000);
        a.startSegment(Segments.of("a", 2), 4_000);
        a.decoded(samples(1, 8_000));
        PcmSection b = buffer.startSection();
        buffer.correct(b, true);
        b.startSegment(Segments.of("b", 3), 1_000);
        b.decoded(samples(2, 1_000));
        assertThat(buffer.take(3_000).startedSegment()).map(Segment::msn).contains(1L);
        assertThat(buffer.take(1_000).startedSegment()).map(Segment::msn).contains(3L);
    }

    @Test
    void piecesOfAnySizeAreJoinedWithoutLoss() {
        Random random = new Random(2);
        PcmSection a = buffer.startSection();
        byte[] all = new byte[40_000];
        random.nextBytes(all);
        byte[] played = new byte[all.length];
        int given = 0;
        int taken = 0;
        while (taken < all.length) {
            int piece = Math.min(all.length - given, random.nextInt(700));
            byte[] part = new byte[piece];
            System.arraycopy(all, given, part, 0, piece);
            a.decoded(part);
            given += piece;
            int samples = (int) Math.min(buffer.waiting(), random.nextInt(200));
            System.arraycopy(buffer.take(samples).pcm(), 0, played, taken, samples * 4);
            taken += samples * 4;
        }
        assertThat(played).isEqualTo(all);
    }

    private PcmSection filled(String run, long msn, int value, int samples) {
        PcmSection section = buffer.startSection();
        section.startSegment(Segments.of(run, msn), samples);
        section.decoded(samples(value, samples));
        return section;
    }

    private static byte[] samples(int value, int count) {
        byte[] pcm = new byte[count * 4];
        Arrays.fill(pcm, (byte) value);
        return pcm;
    }

    private static long count(byte[] pcm, int value) {
        long count = 0;
        for (byte b : pcm) {
            count += b == value ? 1 : 0;
        }
        return count / 4;
    }
}
