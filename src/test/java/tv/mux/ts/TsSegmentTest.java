package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tv.mux.ts.TsBuilder.AAC;
import static tv.mux.ts.TsBuilder.AUDIO;
import static tv.mux.ts.TsBuilder.H264;
import static tv.mux.ts.TsBuilder.IDR;
import static tv.mux.ts.TsBuilder.SLICE;
import static tv.mux.ts.TsBuilder.VIDEO;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.media.Stamp;
import tv.mux.ts.TsBuilder.Entry;

class TsSegmentTest {
    private static final byte[] FRAME = TsBuilder.adts(3, 100);

    @Test
    void putsFramesInTheOrderOfShowing() {
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .pes(VIDEO, 9000, IDR)
                .pes(VIDEO, 19_800, SLICE)
                .pes(VIDEO, 12_600, SLICE)
                .pes(VIDEO, 16_200, SLICE)
                .bytes());
        Track video = segment.video().orElseThrow();
        assertThat(video.stamps()).containsExactly(9000L, 12_600L, 16_200L, 19_800L);
        assertThat(video.step()).isEqualTo(3600);
        assertThat(video.end()).isEqualTo(23_400);
        assertThat(video.keys()).containsExactly(9000L);
        assertThat(video.codec()).isEqualTo("avc1.64001f");
        assertThat(segment.independent()).isTrue();
        assertThat(segment.audio()).isEmpty();
        assertThat(segment.durationTicks()).isEqualTo(14_400);
        assertThat(segment.tablesFirst()).isTrue();
    }

    @Test
    void goesOnOverTheWrap() {
        long last = Stamp.MODULO - 3600;
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .pes(VIDEO, last, IDR)
                .pes(VIDEO, 3600, SLICE)
                .pes(VIDEO, 0, SLICE)
                .pes(AUDIO, last - 10, FRAME)
                .pes(AUDIO, 1910, TsBuilder.concat(FRAME, FRAME))
                .bytes());
        Track video = segment.video().orElseThrow();
        assertThat(video.stamps()).containsExactly(last, 0L, 3600L);
        assertThat(video.end()).isEqualTo(7200);
        assertThat(segment.first()).isEqualTo(last - 10);
        assertThat(segment.end()).isEqualTo(7200);
        assertThat(segment.durationTicks()).isEqualTo(3 * 3600);
        assertThat(segment.audio().orElseThrow().end()).isEqualTo(1910 + 2 * 1920);
    }

    @Test
    void findsTheKeyFrameBehindLongHeaders() {
        byte[] sei = new byte[700];
        Arrays.fill(sei, (byte) 0x55);
        byte[] picture = TsBuilder.concat(new byte[] {0, 0, 1, 6}, sei, IDR);
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .pes(VIDEO, 0, SLICE)
                .pes(VIDEO, 3600, picture)
                .bytes());
        assertThat(segment.video().orElseThrow().keys()).containsExactly(3600L);
        assertThat(segment.independent()).isFalse();
    }

    @Test
    void findsAStartCodeCutByAPacket() {
        for (int before = 150; before < 180; before++) {
            byte[] sei = new byte[before];
            Arrays.fill(sei, (byte) 0x55);
            byte[] picture = TsBuilder.concat(new byte[] {0, 0, 1, 6}, sei, IDR);
            Track video = TsSegment.read(
                            new TsBuilder().tables().pes(VIDEO, 7, picture).bytes())
                    .video()
                    .orElseThrow();
            assertThat(video.keys()).as("%s bytes before", before).containsExactly(7L);
            assertThat(video.codec()).as("%s bytes before", before).isEqualTo("avc1.64001f");
        }
    }

    @Test
    void takesTheRandomAccessIndicatorsWord() {
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .randomAccessPes(VIDEO, 100, SLICE)
                .pes(VIDEO, 200, SLICE)
                .bytes());
        assertThat(segment.video().orElseThrow().keys()).containsExactly(100L);
        assertThat(segment.independent()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0x24, 19, true", "0x24, 21, true", "0x24, 1, false", "0x24, 9, false"})
    void knowsHevcRandomAccessPictures(int type, int nal, boolean key) {
        byte[] picture = {0, 0, 1, 0x46, 1, 0x50, 0, 0, 1, (byte) (nal << 1), 1, 0};
        TsSegment segment = TsSegment.read(new TsBuilder()
                .pat()
                .pmt(new Entry(type, VIDEO))
                .pes(VIDEO, 100, picture)
                .bytes());
        assertThat(segment.independent()).isEqualTo(key);
        assertThat(segment.video().orElseThrow().codec()).isEqualTo("hevc");
    }

    @ParameterizedTest
    @CsvSource({"b3, true", "00, false"})
    void knowsMpegTwoSequenceHeaders(String startCode, boolean key) {
        byte[] picture = {0, 0, 1, (byte) Integer.parseInt(startCode, 16), 1, 2, 3};
        TsSegment segment = TsSegment.read(new TsBuilder()
                .pat()
                .pmt(new Entry(2, VIDEO))
                .pes(VIDEO, 100, picture)
                .bytes());
        assertThat(segment.independent()).isEqualTo(key);
    }

    @Test
    void oneFrameLastsAsLongAsTheAudio() {
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .pes(VIDEO, 1000, IDR)
                .pes(AUDIO, 1000, TsBuilder.concat(FRAME, FRAME, FRAME))
                .bytes());
        assertThat(segment.video().orElseThrow().step()).isZero();
        assertThat(segment.durationTicks()).isEqualTo(3 * 1920);
        assertThat(TsSegment.read(new TsBuilder().tables().pes(VIDEO, 1000, IDR).bytes())
                        .durationTicks())
                .isZero();
    }

    @Test
    void countsTheFramesOfTheLastAudioPacketOnly() {
        byte[] five = TsBuilder.concat(FRAME, FRAME, FRAME, FRAME, FRAME);
        TsSegment segment = TsSegment.read(new TsBuilder()
                .pat()
                .pmt(new Entry(AAC, AUDIO))
                .pes(AUDIO, 0, five)
                .pes(AUDIO, 5 * 1920, five)
                .bytes());
        Track audio = segment.audio().orElseThrow();
        assertThat(audio.last()).isEqualTo(9 * 1920);
        assertThat(audio.step()).isEqualTo(1920);
        assertThat(audio.codec()).isEqualTo("mp4a.40.2");
        assertThat(segment.durationTicks()).isEqualTo(10 * 1920);
        assertThat(segment.independent()).isTrue();
    }

    @Test
    void endsAudioAtTheNearestTickAtAnyRate() {
        byte[] frame = TsBuilder.adts(4, 200);
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .pes(AUDIO, 0, TsBuilder.concat(frame, frame, frame, frame, frame))
                .bytes());
        assertThat(segment.end()).isEqualTo(Math.round(5 * 1024 * 90_000 / 44_100.0));
    }

    @Test
    void countsAudioFramesThatSpanPackets() {
        byte[] tail = Arrays.copyOfRange(FRAME, 40, 100);
        byte[] begun = Arrays.copyOf(FRAME, 30);
        byte[] barelyBegun = Arrays.copyOf(FRAME, 3);
        // What a PES packet's stamp belongs to is the first frame that begins in it.
        assertThat(endOfAudio(TsBuilder.concat(tail, FRAME, FRAME))).isEqualTo(2 * 1920);
        assertThat(endOfAudio(TsBuilder.concat(tail, FRAME, FRAME, begun))).isEqualTo(3 * 1920);
        assertThat(endOfAudio(TsBuilder.concat(tail, FRAME, FRAME, barelyBegun)))
                .isEqualTo(3 * 1920);
    }

    @Test
    void audioWithoutHeadersLastsToItsStamp() {
        assertThat(endOfAudio(new byte[300])).isZero();
        TsSegment segment = TsSegment.read(new TsBuilder()
                .pat()
                .pmt(new Entry(0x81, AUDIO))
                .pes(AUDIO, 100, FRAME)
                .pes(AUDIO, 2980, FRAME)
                .bytes());
        assertThat(segment.end()).isEqualTo(2980 + 2880);
        assertThat(segment.audio().orElseThrow().codec()).isEqualTo("ac3");
    }

    @Test
    void readsCounters() {
        TsSegment segment = TsSegment.read(new TsBuilder()
                .tables()
                .pes(VIDEO, 0, new byte[184 * 20])
                .clocks(0x100, 0, 0)
                .clocks(0x105, 0, 0)
                .bytes());
        assertThat(segment.counters().get(0)).isEqualTo(new Counters(0, 0));
        assertThat(segment.counters().get(VIDEO)).isEqualTo(new Counters(0, 20 % 16));
        // Packets without a payload do not count: the first with one would be the next.
        assertThat(segment.counters().get(0x105)).isEqualTo(new Counters(0, 15));
        assertThat(new Counters(3, 9).offsetAfter(15)).isEqualTo(13);
        assertThat(new Counters(0, 15).offsetAfter(15)).isZero();
    }

    @Test
    void takesTheFirstOfEachAndSaysWhatIsLeftOut() {
        TsSegment segment = TsSegment.read(new TsBuilder()
                .pat()
                .pmt(
                        new Entry(0x15, 0x90),
                        new Entry(AAC, AUDIO),
                        new Entry(H264, VIDEO),
                        new Entry(AAC, 0x102),
                        new Entry(6, 0x103, "\5\4Opus"),
                        new Entry(0x24, 0x104))
                .pes(VIDEO, 0, IDR)
                .pes(AUDIO, 0, FRAME)
                .bytes());
        assertThat(segment.video().orElseThrow().pid()).isEqualTo(VIDEO);
        assertThat(segment.audio().orElseThrow().pid()).isEqualTo(AUDIO);
        assertThat(segment.otherStreams())
                .containsExactly(
                        "data pid 0x90 (type 0x15)",
                        "audio pid 0x102 (AAC)",
                        "audio pid 0x103 (Opus)",
                        "video pid 0x104 (HEVC)");
    }

    @Test
    void findsTablesThatComeLateOrLong() {
        String descriptors = "\n\306" + "x".repeat(198);
        TsSegment segment = TsSegment.read(new TsBuilder()
                .pes(VIDEO, 0, IDR)
                .pmt(new Entry(AAC, AUDIO, descriptors), new Entry(H264, VIDEO))
                .pat()
                .bytes());
        assertThat(segment.tablesFirst()).isFalse();
        assertThat(segment.video()).isPresent();
    }

    @Test
    void saysWhyItIsNoTransportStream() {
        assertRefused(new byte[0], "0 bytes are not a multiple of the packet size of 188 bytes");
        assertRefused(new byte[189], "189 bytes");
        byte[] html = "<html>".repeat(94).getBytes(StandardCharsets.US_ASCII);
        assertRefused(html, "no sync byte in packet 0 of 3 (0x3c at byte 0)");
        byte[] lost = new TsBuilder().tables().pes(VIDEO, 0, IDR).bytes();
        lost[2 * 188] = 0;
        assertRefused(lost, "no sync byte in packet 2 of 3 (0x0 at byte 376)");
        assertRefused(new TsBuilder().pes(VIDEO, 0, IDR).bytes(), "No program association table (PAT) in 1");
        assertRefused(
                new TsBuilder().pat().pes(VIDEO, 0, IDR).bytes(), "No program map table (PMT) on pid 0x1000 in 2");
        assertRefused(
                new TsBuilder().pat().pmt(new Entry(0x15, 0x90)).bytes(),
                "Neither audio nor video with a time stamp in 2 transport stream packets;"
                        + " the program contains [data pid 0x90 (type 0x15)]");
        assertRefused(new TsBuilder().tables().bytes(), "Neither audio nor video");
    }

    private static long endOfAudio(byte[] lastPes) {
        return TsSegment.read(new TsBuilder().tables().pes(AUDIO, 0, lastPes).bytes())
                .end();
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> TsSegment.read(bytes))
                .isInstanceOf(TsException.class)
                .hasMessageContaining(why);
    }
}
