package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.ts.TsBuilder.AUDIO;
import static tv.mux.ts.TsBuilder.VIDEO;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tv.mux.media.Stamp;

class AudioTrimTest {
    /** 1024 samples at 48 kHz, in ticks: the grid that all pieces of an input are encoded on. */
    private static final long FRAME = 1024 * Stamp.HZ / 48_000;

    private static final long BEGIN = 900_000;

    /** A frame in three packets, which bears its place on the grid. */
    private static final int FRAME_BYTES = 400;

    @Test
    void framesAreTakenWhole() {
        byte[] piece = piece(BEGIN, 0, 10);
        byte[] trimmed = AudioTrim.of(piece, AUDIO, at(BEGIN, 3), at(BEGIN, 7));
        assertThat(stamps(trimmed)).isEqualTo(grid(BEGIN, 3, 7));
        assertThat(frames(trimmed)).containsExactly(3, 4, 5, 6);
        assertThat(TsSegment.read(trimmed).audio().orElseThrow().codec()).isEqualTo("mp4a.40.2");
    }

    /** One that begins in the span is in, one that begins where it ends is not, wherever either ends. */
    @Test
    void whatBeginsInTheSpanIsInIt() {
        byte[] piece = piece(BEGIN, 0, 10);
        assertThat(frames(AudioTrim.of(piece, AUDIO, at(BEGIN, 3) + 1, at(BEGIN, 7) + 1)))
                .containsExactly(4, 5, 6, 7);
        assertThat(frames(AudioTrim.of(piece, AUDIO, at(BEGIN, 3) - 1, at(BEGIN, 7) - 1)))
                .containsExactly(3, 4, 5, 6);
    }

    /** Each piece is encoded a few frames early and a few further than it is taken: what is taken is all, and once. */
    @Test
    void neighboursJoinAsIfEncodedInOneGo() {
        long first = at(BEGIN, 4);
        long join = at(BEGIN, 10);
        long last = at(BEGIN, 17);
        byte[] one = AudioTrim.of(piece(BEGIN, 0, 12), AUDIO, first, join);
        byte[] two = AudioTrim.of(piece(BEGIN, 6, 19), AUDIO, join, last);
        byte[] inOneGo = AudioTrim.of(piece(BEGIN, 0, 19), AUDIO, first, last);
        assertThat(elementary(TsBuilder.concat(one, two))).isEqualTo(elementary(inOneGo));
        assertThat(stamps(TsBuilder.concat(one, two))).isEqualTo(grid(BEGIN, 4, 17));
    }

    @Test
    void theSpanMayLieOverTheWrapOf33Bits() {
        long begin = Stamp.MODULO - 2 * FRAME;
        byte[] trimmed = AudioTrim.of(piece(begin, 0, 6), AUDIO, at(begin, 1), at(begin, 4));
        assertThat(frames(trimmed)).containsExactly(1, 2, 3);
        assertThat(stamps(trimmed)).containsExactly(Stamp.MODULO - FRAME, 0L, FRAME);
    }

    @Test
    void countersGoOnOverWhatIsLeftOut() {
        byte[] trimmed = AudioTrim.of(piece(BEGIN, 0, 20), AUDIO, at(BEGIN, 2), at(BEGIN, 18));
        List<Integer> counters = packets(trimmed, AUDIO).stream()
                .map(at -> Packet.continuityCounter(trimmed, at))
                .toList();
        assertThat(counters).hasSize(16 * 3);
        for (int i = 1; i < counters.size(); i++) {
            assertThat(counters.get(i)).isEqualTo((counters.get(i - 1) + 1) & 15);
        }
    }

    @Test
    void allElseStaysAsItIs() {
        byte[] piece = piece(BEGIN, 0, 10);
        byte[] before = piece.clone();
        byte[] none = AudioTrim.of(piece, AUDIO, at(BEGIN, 20), at(BEGIN, 30));
        assertThat(packets(none, AUDIO)).isEmpty();
        assertThat(none).isEqualTo(without(piece, AUDIO));
        assertThat(AudioTrim.of(piece, AUDIO, BEGIN, at(BEGIN, 10))).isEqualTo(piece);
        assertThat(AudioTrim.of(piece, 0x1ff, BEGIN, BEGIN)).isEqualTo(piece);
        assertThat(piece).as("the piece itself").isEqualTo(before);
    }

    /** What a frame goes on with is not taken where its beginning is missing, nor what is no whole packet. */
    @Test
    void whatIsBrokenIsLeftOutOrStays() {
        byte[] piece = piece(BEGIN, 0, 4);
        int start = packets(piece, AUDIO).get(0);
        byte[] headless = TsBuilder.concat(
                Arrays.copyOf(piece, start), Arrays.copyOfRange(piece, start + Packet.BYTES, piece.length));
        assertThat(frames(AudioTrim.of(headless, AUDIO, BEGIN, at(BEGIN, 4)))).containsExactly(1, 2, 3);
        assertThat(AudioTrim.of(Arrays.copyOf(piece, piece.length - 1), AUDIO, BEGIN, at(BEGIN, 4)))
                .hasSize(piece.length - Packet.BYTES);
        assertThat(AudioTrim.of(new byte[0], AUDIO, BEGIN, at(BEGIN, 4))).isEmpty();
        assertThat(AudioTrim.of(new byte[Packet.BYTES - 1], AUDIO, BEGIN, at(BEGIN, 4)))
                .isEmpty();
    }

    /** When it is heard nobody knows: so it stays. */
    @Test
    void aFrameWithoutAStampStays() {
        byte[] piece = piece(BEGIN, 0, 2);
        int second = packets(piece, AUDIO).get(3);
        piece[Packet.payloadOffset(piece, second) + 7] = 0;
        assertThat(frames(AudioTrim.of(piece, AUDIO, at(BEGIN, 5), at(BEGIN, 6))))
                .containsExactly(1);
    }

    /** Frames of a grid that begins at a stamp, with a picture before each. */
    private static byte[] piece(long begin, int from, int upTo) {
        TsBuilder piece = new TsBuilder().tables();
        for (int i = from; i < upTo; i++) {
            byte[] frame = TsBuilder.adts(3, FRAME_BYTES);
            frame[FRAME_BYTES - 1] = (byte) i;
            piece.pes(VIDEO, at(begin, i), i == from ? TsBuilder.IDR : TsBuilder.SLICE);
            piece.pes(AUDIO, at(begin, i), frame);
        }
        return piece.bytes();
    }

    private static long at(long begin, int frame) {
        return (begin + frame * FRAME) % Stamp.MODULO;
    }

    private static List<Long> grid(long begin, int from, int upTo) {
        return LongStream.range(from, upTo).map(i -> at(begin, (int) i)).boxed().toList();
    }

    private static List<Integer> packets(byte[] bytes, int pid) {
        return IntStream.iterate(0, at -> at < bytes.length, at -> at + Packet.BYTES)
                .filter(at -> Packet.pid(bytes, at) == pid)
                .boxed()
                .toList();
    }

    private static List<Long> stamps(byte[] bytes) {
        return packets(bytes, AUDIO).stream()
                .filter(at -> Packet.startsPayloadUnit(bytes, at))
                .map(at -> Pes.readStamp(bytes, Pes.stampOffset(Packet.payloadOffset(bytes, at), 0)))
                .toList();
    }

    /** Which frames are there, each by its last byte: nothing where one lacks a part. */
    private static List<Integer> frames(byte[] bytes) {
        byte[] all = elementary(bytes);
        List<Integer> frames = new ArrayList<>();
        for (int end = FRAME_BYTES; end <= all.length; end += FRAME_BYTES) {
            frames.add((int) all[end - 1]);
        }
        assertThat(all.length % FRAME_BYTES).as("whole frames").isZero();
        return frames;
    }

    private static byte[] elementary(byte[] bytes) {
        return TsBuilder.concat(packets(bytes, AUDIO).stream()
                .map(at -> {
                    int payload = Packet.payloadOffset(bytes, at);
                    int end = at + Packet.BYTES;
                    int from = Packet.startsPayloadUnit(bytes, at) ? Pes.payloadOffset(bytes, payload, end) : payload;
                    return Arrays.copyOfRange(bytes, from, end);
                })
                .toArray(byte[][]::new));
    }

    private static byte[] without(byte[] bytes, int pid) {
        return TsBuilder.concat(IntStream.iterate(0, at -> at < bytes.length, at -> at + Packet.BYTES)
                .filter(at -> Packet.pid(bytes, at) != pid)
                .mapToObj(at -> Arrays.copyOfRange(bytes, at, at + Packet.BYTES))
                .toArray(byte[][]::new));
    }
}
