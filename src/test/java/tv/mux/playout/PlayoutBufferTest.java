package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tv.mux.icecast.Segments;
import tv.mux.model.Segment;

/** In samples, of which 3,000 are to wait. */
class PlayoutBufferTest {
    private final PlayoutBuffer playout = new PlayoutBuffer(new Reserve(3_000, 2_000));

    @Test
    void whereNothingWaitsThereIsSilence() {
        PlayoutBuffer.Played played = playout.take(100);
        assertThat(played.pcm()).hasSize(400).containsOnly(0);
        assertThat(played.silent()).isEqualTo(100);
        assertThat(played.begun()).isEmpty();
    }

    @Test
    void theFirstSegmentIsHeldBackAndThenPlayedToItsEnd() {
        Segment first = Segments.of("a", 7);
        PcmStretch a = playout.begin();
        assertThat(playout.correct(a, true)).isEqualTo(3_000);
        a.mark(first, 4_000);
        a.offer(samples(1, 4_000));
        PlayoutBuffer.Played padding = playout.take(3_000);
        assertThat(padding.pcm()).containsOnly(0);
        assertThat(padding.silent()).isZero();
        PlayoutBuffer.Played played = playout.take(4_100);
        assertThat(played.begun()).contains(first);
        assertThat(played.silent()).isEqualTo(100);
        assertThat(count(played.pcm(), 1)).isEqualTo(4_000);
    }

    @Test
    void stretchesAreJoinedWithoutAHole() {
        PcmStretch a = filled("a", 1, 1, 4_000);
        a.end();
        filled("b", 2, 2, 4_000);
        PlayoutBuffer.Played played = playout.take(8_000);
        assertThat(played.silent()).isZero();
        assertThat(played.pcm()[4_000 * 4 - 1]).isEqualTo((byte) 1);
        assertThat(played.pcm()[4_000 * 4]).isEqualTo((byte) 2);
        assertThat(played.begun()).map(Segment::run).contains("b");
    }

    @Test
    void aDecoderThatHangsIsPassedOver() {
        filled("a", 1, 1, 1_000); // and it never ends
        filled("b", 2, 2, 1_000);
        assertThat(playout.take(2_000).silent()).isZero();
    }

    @Test
    void whatIsTooMuchIsLeftOutWhereRunsJoin() {
        PcmStretch a = filled("a", 1, 1, 6_000);
        PcmStretch b = playout.begin();
        assertThat(playout.correct(b, true)).isEqualTo(-3_000);
        a.offer(samples(9, 500)); // What its decoder still held is not wanted any more.
        b.mark(Segments.of("b", 2), 4_000);
        b.offer(samples(2, 4_000));
        PlayoutBuffer.Played played = playout.take(7_000);
        assertThat(played.silent()).isZero();
        assertThat(count(played.pcm(), 1)).isEqualTo(3_000);
        assertThat(count(played.pcm(), 2)).isEqualTo(4_000);
    }

    @Test
    void segmentsAreToldWhenTheyBeginAlsoInTheMiddleOfARun() {
        PcmStretch a = playout.begin();
        a.mark(Segments.of("a", 1), 1_000);
        a.mark(Segments.of("a", 2), 1_000);
        a.offer(samples(1, 2_000));
        assertThat(playout.take(10).begun()).map(Segment::msn).contains(1L);
        assertThat(playout.take(989).begun()).isEmpty();
        assertThat(playout.take(10).begun()).map(Segment::msn).contains(2L);
    }

    @Test
    void aTitleThatWasLeftOutIsNeverTold() {
        PcmStretch a = playout.begin();
        a.mark(Segments.of("a", 1), 4_000);
        a.mark(Segments.of("a", 2), 4_000);
        a.offer(samples(1, 8_000));
        PcmStretch b = playout.begin();
        playout.correct(b, true);
        b.mark(Segments.of("b", 3), 1_000);
        b.offer(samples(2, 1_000));
        assertThat(playout.take(3_000).begun()).map(Segment::msn).contains(1L);
        assertThat(playout.take(1_000).begun()).map(Segment::msn).contains(3L);
    }

    @Test
    void nothingIsLostHoweverItComesInPieces() {
        Random random = new Random(2);
        PcmStretch a = playout.begin();
        byte[] all = new byte[40_000];
        random.nextBytes(all);
        byte[] played = new byte[all.length];
        int given = 0;
        int taken = 0;
        while (taken < all.length) {
            int piece = Math.min(all.length - given, random.nextInt(700));
            byte[] part = new byte[piece];
            System.arraycopy(all, given, part, 0, piece);
            a.offer(part);
            given += piece;
            int samples = (int) Math.min(playout.waiting(), random.nextInt(200));
            System.arraycopy(playout.take(samples).pcm(), 0, played, taken, samples * 4);
            taken += samples * 4;
        }
        assertThat(played).isEqualTo(all);
    }

    private PcmStretch filled(String run, long msn, int value, int samples) {
        PcmStretch stretch = playout.begin();
        stretch.mark(Segments.of(run, msn), samples);
        stretch.offer(samples(value, samples));
        return stretch;
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
