package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.media.Sps;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

class RenditionFactsTest {
    private static final Sps HD = new Sps(1280, 720, 1, 1, 1, 8);
    private static final Sps SD = new Sps(720, 576, 64, 45, 1, 8);

    @Test
    void valuesOnlyIncrease() {
        RenditionFacts first = RenditionFacts.NONE.with(media("avc1.64001f", HD, 3600, "mp4a.40.2"), 2_000_000);
        assertThat(first).isEqualTo(new RenditionFacts(2_000_000, "avc1.64001f", "mp4a.40.2", 1280, 720, 25_000));
        assertThat(first.with(media("avc1.42c01e", SD, 3600, "mp4a.40.2"), 1_000_000))
                .isEqualTo(first);
        assertThat(first.with(media("avc1.640028", HD, 1800, "mp4a.40.2"), 3_000_000))
                .isEqualTo(new RenditionFacts(3_000_000, "avc1.640028", "mp4a.40.2", 1280, 720, 50_000));
    }

    @ParameterizedTest
    @CsvSource({
        "avc1.42c01f, avc1.64001e, avc1.64001f",
        "avc1.64001e, avc1.42c01f, avc1.64001f",
        "avc1.64001f, avc1.640028, avc1.640028",
        "avc1.640028, avc1.64001f, avc1.640028",
        "hevc, avc1.42c01f, avc1.42c01f",
        "avc1.42c01f, hevc, avc1.42c01f"
    })
    void theCodecCoversAllEarlierCodecs(String first, String second, String both) {
        RenditionFacts one = RenditionFacts.NONE.with(media(first, HD, 3600, null), 0);
        assertThat(one.with(media(second, HD, 3600, null), 0).video()).isEqualTo(both);
    }

    @Test
    void theWidthIsInSquarePixels() {
        RenditionFacts anamorphic = RenditionFacts.NONE.with(media("avc1.64001f", SD, 3600, null), 0);
        assertThat(anamorphic.width()).isEqualTo(1024);
        assertThat(anamorphic.height()).isEqualTo(576);
    }

    @Test
    void propertiesOfAMissingTrackAreKept() {
        RenditionFacts first = RenditionFacts.NONE.with(media("avc1.64001f", HD, 3600, "mp4a.40.2"), 2_000_000);
        assertThat(first.with(media(null, null, 3600, null), 0)).isEqualTo(first);
        TsSegment audio =
                new TsSegment(Optional.empty(), track(0x0f, "mp4a.40.2", null, 1920), Map.of(), List.of(), true);
        assertThat(first.with(audio, 100_000)).isEqualTo(first);
        assertThat(RenditionFacts.NONE.with(audio, 100_000))
                .isEqualTo(new RenditionFacts(100_000, "", "mp4a.40.2", 0, 0, 0));
    }

    /** A single frame duration is not exact in 90 kHz ticks, but the average of all is. */
    @ParameterizedTest
    @CsvSource({"3003, 29970", "3600, 25000", "1800, 50000", "1501.5, 59940", "3753.75, 23976"})
    void measuresTheFrameRate(double step, int milliFrames) {
        assertThat(RenditionFacts.NONE
                        .with(media("avc1.64001f", HD, step, null), 0)
                        .milliFrames())
                .isEqualTo(milliFrames);
    }

    private static TsSegment media(String video, Sps sps, double step, String audio) {
        return new TsSegment(
                track(0x1b, video, sps, step),
                audio == null ? Optional.empty() : track(0x0f, audio, null, 1920),
                Map.of(),
                List.of(),
                true);
    }

    private static Optional<Track> track(int type, String codec, Sps sps, double step) {
        List<Long> stamps = java.util.stream.IntStream.range(0, 101)
                .mapToObj(i -> Math.round(i * step))
                .toList();
        return Optional.of(
                new Track(256, type, 0, stamps.get(100), Math.round(step), stamps, List.of(0L), codec, true, sps));
    }
}
