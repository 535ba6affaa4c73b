package tv.mux.input.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.input.StartChoice;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;

/** Playlists beyond the limits are refused before they take processor time. */
class PlaylistBoundsTest {
    private static final Url URL = Url.of("http://a/live/index.m3u8");
    private static final String HEADER = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n";
    private static final String SEGMENT = "#EXTINF:2,\n7.ts\n";

    @ParameterizedTest
    @ValueSource(strings = {"#EXT-X-KEY:", "#EXT-X-MAP:", "#EXT-X-MEDIA:", "#EXT-X-STREAM-INF:", ""})
    void refusesALineOf80Kilobytes(String tag) {
        assertThatThrownBy(() -> runFast(() -> read(HEADER + tag + "A".repeat(80_000) + "\n" + SEGMENT)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("allowed are 8192 characters in the line");
    }

    @Test
    void skipsALongLineOfAnUnusedTag() {
        InputPlaylist playlist =
                runFast(() -> read(HEADER + "#EXT-X-DATERANGE:" + "A".repeat(80_000) + "\n" + SEGMENT));
        assertThat(((InputPlaylist.Media) playlist).segments()).hasSize(1);
    }

    /** The parser takes quadratic time on text without an equals sign, so lines of 8 KB would suffice for an attack. */
    @Test
    void readsManyLinesOfAlmost8KilobytesFast() {
        String line = "#EXT-X-KEY:METHOD=NONE," + "A".repeat(8000) + "\n";
        assertThat(((InputPlaylist.Media) runFast(() -> read(HEADER + line.repeat(120) + SEGMENT))).segments())
                .hasSize(1);
    }

    @Test
    void refusesAHugeMasterPlaylist() {
        String audio = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"g\",NAME=\"n\",URI=\"a.m3u8\"\n";
        String variant = "#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"g\"\nv.m3u8\n";
        assertThatThrownBy(() -> runFast(() -> read("#EXTM3U\n" + audio.repeat(5000) + variant.repeat(15_000))))
                .hasMessageContaining("allowed are 64 audio renditions");
        assertThatThrownBy(() -> runFast(() -> read("#EXTM3U\n" + variant.repeat(15_000))))
                .hasMessageContaining("allowed are 200 variant streams");
        assertThat(((InputPlaylist.Master) read("#EXTM3U\n" + audio.repeat(64) + variant.repeat(200))).variants())
                .hasSize(200);
    }

    @Test
    void countsOnlyAudioRenditions() {
        String subtitles = "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"n\",URI=\"s.m3u8\"\n";
        String variant = "#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES=\"s\"\nv.m3u8\n";
        assertThat(((InputPlaylist.Master) read("#EXTM3U\n" + subtitles.repeat(300) + variant)).variants())
                .hasSize(1);
    }

    @Test
    void refusesTooManyEntries() {
        assertThat(((InputPlaylist.Media) read(HEADER + SEGMENT.repeat(2000))).segments())
                .hasSize(2000);
        assertThatThrownBy(() -> read(HEADER + SEGMENT.repeat(2001)))
                .hasMessageContaining("allowed are 2000 entries (INPUT_PLAYLIST_ENTRIES)");
        assertThatThrownBy(() -> read(HEADER + "#EXT-X-GAP\n".repeat(100_000)))
                .hasMessageContaining("lines that Mux needs");
    }

    @Test
    void rewindTakesLinearTime() {
        InputPlaylist.Media list = (InputPlaylist.Media) PlaylistParser.read(
                URL,
                (HEADER + "#EXTINF:0,\na\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8),
                PlaylistBounds.withEntries(50_000),
                () -> {});
        assertThat(runFast(() -> StartChoice.rewind(list, 1))).isEqualTo(list.first());
    }

    private static InputPlaylist read(String text) {
        return PlaylistParser.read(URL, text.getBytes(StandardCharsets.UTF_8), PlaylistBounds.SERVICE, () -> {});
    }

    /**
     * Runs code, and fails if it takes 2 s of processor time: far more than it needs, far less than an attack caused.
     */
    private static <T> T runFast(Supplier<T> code) {
        var threads = ManagementFactory.getThreadMXBean();
        long startNanos = threads.getCurrentThreadCpuTime();
        try {
            return code.get();
        } finally {
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - startNanos))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }
}
