package tv.mux.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.config.Variant;
import tv.mux.media.Sps;
import tv.mux.run.Media;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

class LadderTest {
    private static final int TARGET = 6;
    private static final Variant HD = new Variant(720, 0, 2_800_000, 128_000);
    private static final Variant SD = new Variant(576, 0, 1_400_000, 96_000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1920x1080 1:1   | 720 0   | 1280x720",
                "1280x720 1:1    | 1080 0  | 1280x720",
                "1366x768 1:1    | 720 0   | 1280x720",
                "853x480 1:1     | 480 0   | 854x480",
                "641x361 1:1     | 360 0   | 640x360",
                "641x361 1:1     | 720 0   | 640x360",
                "720x576 64:45   | 576 0   | 1024x576",
                "720x576 64:45   | 288 0   | 512x288",
                "720x480 8:9     | 480 0   | 640x480",
                "1440x1080 4:3   | 720 0   | 1280x720",
                "1080x1920 1:1   | 720 0   | 406x720",
                "1080x1920 1:1   | 720 300 | 300x532",
                "1280x720 1:1    | 360 480 | 480x270",
                "1280x720 1:1    | 360 900 | 640x360",
                "1024x768 1:1    | 360 640 | 480x360",
                "2048x858 1:1    | 720 1280 | 1280x536",
                "64x16 1:1       | 720 0   | 64x16",
            })
    void keepsTheAspectRatioAndNeverEnlarges(String input, String variant, String size) {
        String[] limits = variant.split(" ", -1);
        Variant rung = new Variant(Integer.parseInt(limits[0]), Integer.parseInt(limits[1]), 1_000_000, 96_000);
        Rung.Encoded encoded = Ladder.of(List.of(rung), media(input, 1, 8), 0, TARGET)
                .encoded()
                .get(0);
        assertThat(encoded.width() + "x" + encoded.height()).isEqualTo(size);
    }

    @Test
    void passesTheSourceThroughOnlyIfSizeAndBitRateFit() {
        TsSegment media = media("1280x720 1:1", 1, 8);
        long fits = HD.bandwidth(TARGET);
        assertThat(sources(media, 0)).containsExactly(0, 1, 2);
        assertThat(sources(media, fits)).containsExactly(0, 0, 1);
        assertThat(sources(media, fits + 1)).containsExactly(0, 1, 2);
        assertThat(sources(media("1280x722 1:1", 1, 8), fits)).containsExactly(0, 1, 2);
        assertThat(sources(media("1280x720 1:1", 3, 8), fits)).containsExactly(0, 1, 2);
        assertThat(sources(media("1280x720 1:1", 1, 10), fits)).containsExactly(0, 1, 2);
        assertThat(sources(media("640x360 1:1", 1, 8), 900_000)).containsExactly(0, 0, 0);
    }

    @Test
    void anUnknownSizeIsLeftToFfmpeg() {
        Ladder ladder = Ladder.of(List.of(HD), Media.video(0, 2), 900_000, TARGET);
        assertThat(ladder.encoded()).containsExactly(new Rung.Encoded(1, 0, 720, "3.2", 2_800_000, 128_000));
        assertThat(ladder).hasToString("720 at 2800 kbit/s");
    }

    @Test
    void aWidthIsALimitToo() {
        Variant narrow = new Variant(720, 1000, 2_800_000, 128_000);
        TsSegment media = media("1280x720 1:1", 1, 8);
        assertThat(Ladder.of(List.of(narrow), media, 1_000_000, TARGET).encoded())
                .hasSize(1);
        Variant wide = new Variant(720, 1280, 2_800_000, 128_000);
        assertThat(Ladder.of(List.of(wide), media, 1_000_000, TARGET).encoded()).isEmpty();
    }

    @Test
    void audioWithoutVideoIsPassedThroughUnlessItsBitRateIsTooHigh() {
        TsSegment audio = Media.audio(0, 2);
        assertThat(sources(audio, 0)).containsExactly(0, 0, 0);
        Ladder tooMuch = Ladder.of(List.of(SD), audio, 9_000_000, TARGET);
        assertThat(tooMuch.encoded()).containsExactly(new Rung.Encoded(1, 0, 0, "", 1_400_000, 96_000));
        assertThat(tooMuch).hasToString("audio at 96 kbit/s");
    }

    @Test
    void detectsThatTheSourceOutgrowsARungThatPassesItThrough() {
        Ladder ladder = Ladder.of(List.of(HD, SD), media("640x360 1:1", 1, 8), 900_000, TARGET);
        assertThat(ladder.outgrown(900_000)).isEmpty();
        long bandwidth = SD.bandwidth(TARGET);
        assertThat(ladder.outgrown(bandwidth)).isEmpty();
        assertThat(ladder.outgrown(bandwidth + 1))
                .hasValueSatisfying(why -> assertThat(why).contains("rendition 2"));
        assertThat(Ladder.of(List.of(HD, SD), media("640x360 1:1", 1, 8), 0, TARGET)
                        .outgrown(90_000_000))
                .isEmpty();
        assertThat(Ladder.SOURCE.outgrown(90_000_000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1080, 5000000, 4.2",
        "720, 2800000, 3.2",
        "576, 1400000, 3.2",
        "360, 600000, 3.1",
        "180, 250000, 2.1",
        "180, 6000000, 3",
        "2160, 20000000, 5.2",
        "4320, 90000000, 6.2"
    })
    void theLevelDependsOnTheVariantOnly(int height, int bitrate, String level) {
        Variant variant = new Variant(height, 0, bitrate, 96_000);
        for (String input : List.of("1280x720 1:1", "640x360 1:1", "1920x1080 1:1", "720x576 64:45")) {
            assertThat(Ladder.of(List.of(variant), media(input, 1, 8), 0, TARGET)
                            .encoded())
                    .extracting(Rung.Encoded::level)
                    .containsExactly(level);
        }
    }

    private static List<Integer> sources(TsSegment media, long peak) {
        return Ladder.of(List.of(HD, SD), media, peak, TARGET).sources();
    }

    private static TsSegment media(String picture, int chroma, int depth) {
        int[] numbers = java.util.Arrays.stream(picture.split("[x: ]+", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        Sps sps = new Sps(numbers[0], numbers[1], numbers[2], numbers[3], chroma, depth);
        Track video = new Track(256, 0x1b, 0, 3600, 3600, List.of(0L, 3600L), List.of(0L), "avc1.64001f", true, sps);
        return new TsSegment(Optional.of(video), Optional.empty(), Map.of(), List.of(), true);
    }
}
