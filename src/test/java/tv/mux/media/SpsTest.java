package tv.mux.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets as encoders write them; what FFmpeg makes of them is compared in {@link TsSegmentIT}. */
class SpsTest {
    /** x264: High, 1280x720. */
    private static final byte[] HIGH = HexFormat.of().parseHex("64001facd9405005bb011000000300100000030320f183196000");

    @Test
    void readsSizeShapeAndDepth() {
        assertThat(Sps.parse(HIGH, HIGH.length)).contains(new Sps(1280, 720, 1, 1, 1, 8));
    }

    @Test
    void whatIsCutOffIsNone() {
        for (int length = 0; length < 8; length++) {
            assertThat(Sps.parse(HIGH, length)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"720, 576, 64, 45, 1024", "720, 480, 8, 9, 640", "1440, 1080, 4, 3, 1920", "640, 360, 1, 1, 640"})
    void knowsHowWideItIsShown(int width, int height, int sarWidth, int sarHeight, int shown) {
        assertThat(new Sps(width, height, sarWidth, sarHeight, 1, 8).displayWidth())
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"1, 8, true", "0, 8, false", "2, 8, false", "3, 8, false", "1, 10, false"})
    void knowsWhatIsCommon(int chroma, int depth, boolean common) {
        assertThat(new Sps(64, 64, 1, 1, chroma, depth).common()).isEqualTo(common);
    }

    @Test
    void anyBytesAreReadOrNone() {
        Random random = new Random(11);
        int[] profiles = {66, 77, 100, 110, 122, 244};
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] unit = round % 2 == 0 ? HIGH.clone() : new byte[random.nextInt(64)];
            if (round % 2 == 0) {
                unit[random.nextInt(unit.length)] ^= (byte) (1 << random.nextInt(8));
                unit[random.nextInt(unit.length)] = (byte) random.nextInt();
            } else {
                random.nextBytes(unit);
                if (unit.length > 0) {
                    unit[0] = (byte) profiles[random.nextInt(profiles.length)];
                }
            }
            var sps = Sps.parse(unit, unit.length);
            if (sps.isPresent()) {
                read++;
                assertThat(sps.get().width()).isBetween(1, 1 << 14);
                assertThat(sps.get().height()).isBetween(1, 1 << 14);
                assertThat(sps.get().displayWidth()).isNotNegative();
                assertThat(sps.get().bitDepth()).isBetween(8, 14);
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }
}
