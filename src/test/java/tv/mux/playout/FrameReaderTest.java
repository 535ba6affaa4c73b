package tv.mux.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FrameReaderTest {

    @ParameterizedTest
    @CsvSource({
        "MP3, fffb9464, 384, 128k at 48 kHz",
        "MP3, fffb9064, 417, 128k at 44.1 kHz",
        "MP3, fffb9264, 418, the same with a byte of padding",
        "MP3, fffbe464, 960, 320k at 48 kHz",
        "MP3, fff31464, 24, MPEG-2: 8k at 24 kHz",
        "MP3, fff334c0, 72, MPEG-2: 24k at 24 kHz",
        "ADTS, fff14c8003dffc, 30, AAC",
        "ADTS, fff94c80201ffc, 256, AAC by MPEG-2",
    })
    void theHeaderStatesTheLength(Framing framing, String header, int length, String description) {
        assertThat(framing.length(hex(header), 0)).as(description).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "MP3, 49443304, an ID3 tag",
        "MP3, fff14c80, ADTS",
        "MP3, fffbf464, no such bit rate",
        "MP3, fffb0464, a free bit rate",
        "MP3, fffb9c64, no such sample rate",
        "MP3, ffeb9464, no such version",
        "ADTS, fffb94640000ff, MP3",
        "ADTS, fff14c80001ffc, shorter than its header",
    })
    void otherBytesAreNoHeader(Framing framing, String header, String description) {
        assertThat(framing.length(hex(header), 0)).as(description).isEqualTo(Framing.NO_FRAME);
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void framesMaySpanPieces(Framing framing) {
        Random random = new Random(3);
        List<byte[]> frames = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            frames.add(framing == Framing.MP3 ? mp3(random) : adts(random));
            stream.writeBytes(frames.get(i));
        }
        byte[] all = stream.toByteArray();
        FrameReader reader = new FrameReader(framing);
        List<byte[]> read = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + 1 + random.nextInt(700));
            read.addAll(reader.read(Arrays.copyOfRange(all, at, end)));
            at = end;
        }
        assertThat(read).usingElementComparator(Arrays::compare).containsExactlyElementsOf(frames);
        assertThat(reader.skipped()).isZero();
    }

    @Test
    void bytesBeforeAFrameAreSkipped() {
        byte[] frame = mp3(new Random(1));
        byte[] tagged = new byte[frame.length + 10];
        System.arraycopy("ID3xxxxxxx".getBytes(StandardCharsets.US_ASCII), 0, tagged, 0, 10);
        System.arraycopy(frame, 0, tagged, 10, frame.length);
        FrameReader reader = new FrameReader(Framing.MP3);
        assertThat(reader.read(tagged)).usingElementComparator(Arrays::compare).containsExactly(frame);
        assertThat(reader.skipped()).isEqualTo(10);
    }

    private static byte[] mp3(Random random) {
        byte[] frame = new byte[384];
        random.nextBytes(frame);
        System.arraycopy(hex("fffb9464"), 0, frame, 0, 4);
        return frame;
    }

    private static byte[] adts(Random random) {
        int length = 7 + random.nextInt(600);
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        System.arraycopy(hex("fff14c"), 0, frame, 0, 3);
        frame[3] = (byte) (0x80 | length >> 11);
        frame[4] = (byte) (length >> 3);
        frame[5] = (byte) (length << 5 | 0x1f);
        return frame;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
