package tv.mux.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedAudioTest {
    private static final byte[] ADTS = {(byte) 0xff, (byte) 0xf1, 0x4c, (byte) 0x80, 0x2e, 0x1f, (byte) 0xfc, 0, 0, 0};

    @ParameterizedTest
    @CsvSource({
        "fff14c80000000000000, AAC",
        "fff94c80000000000000, AAC",
        "fffb9000000000000000, MP3",
        "ffe39000000000000000, MP3",
        "0b7700001c4000000000, AC3",
        "0b770000008000000000, EAC3"
    })
    void tellsWhatItIs(String frame, PackedAudio.Codec kind) {
        byte[] bytes = packed(90_000, HexFormat.of().parseHex(frame));
        assertThat(PackedAudio.read(bytes)).contains(new PackedAudio(90_000, kind, bytes.length - 10));
    }

    @Test
    void theStampHas33Bits() {
        assertThat(PackedAudio.read(packed(-1, ADTS)).orElseThrow().stamp()).isEqualTo(Stamp.MODULO - 1);
    }

    @Test
    void theStampMayStandAnywhereAmongOtherFramesAndTags() {
        byte[] title = frame("TIT2", "A title".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = joined(
                tag(title),
                tag(joined(title, frame("PRIV", "other\0x".getBytes(StandardCharsets.UTF_8)), stamp(7))),
                ADTS);
        assertThat(PackedAudio.read(bytes))
                .contains(new PackedAudio(7, PackedAudio.Codec.AAC, bytes.length - ADTS.length));
    }

    @Test
    void anythingElseIsNone() {
        assertThat(PackedAudio.read(new byte[0])).isEmpty();
        assertThat(PackedAudio.read(ADTS)).as("no stamp").isEmpty();
        assertThat(PackedAudio.read(joined(tag(frame("TIT2", new byte[20])), ADTS)))
                .as("no stamp")
                .isEmpty();
        assertThat(PackedAudio.read(packed(1, new byte[400]))).as("no frame").isEmpty();
        assertThat(PackedAudio.read(packed(1, "<html>of some kind".getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Test
    void whateverIsCutOffOrChangedNothingIsThrown() {
        byte[] whole = joined(tag(joined(frame("TIT2", new byte[9]), stamp(5))), ADTS);
        for (int length = 0; length < whole.length; length++) {
            assertThat(PackedAudio.read(Arrays.copyOf(whole, length))).isEmpty();
        }
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            byte[] changed = whole.clone();
            for (int n = 0; n < 3; n++) {
                changed[3 + random.nextInt(whole.length - 3)] = (byte) random.nextInt(256);
            }
            PackedAudio.read(changed).ifPresent(read -> {
                assertThat(read.offset()).isBetween(0, changed.length);
                assertThat(read.stamp()).isBetween(0L, Stamp.MODULO - 1);
            });
        }
    }

    private static byte[] packed(long stamp, byte[] frames) {
        return joined(tag(stamp(stamp)), frames);
    }

    private static byte[] stamp(long stamp) {
        byte[] owner = "com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.UTF_8);
        return frame(
                "PRIV",
                ByteBuffer.allocate(owner.length + 8).put(owner).putLong(stamp).array());
    }

    private static byte[] tag(byte[] frames) {
        return ByteBuffer.allocate(10 + frames.length)
                .put(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, (byte) (frames.length >> 7), (byte) (frames.length & 127)
                })
                .put(frames)
                .array();
    }

    private static byte[] frame(String name, byte[] body) {
        return ByteBuffer.allocate(10 + body.length)
                .put(name.getBytes(StandardCharsets.UTF_8))
                .putInt(body.length)
                .putShort((short) 0)
                .put(body)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
