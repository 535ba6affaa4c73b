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

/** Playlists beyond every bound are refused before anything in them takes time. */
class PlaylistBoundsTest {
    private static final Url AT = Url.of("http://a/live/index.m3u8");
    private static final String HEADER = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n";
    private static final String SEGMENT = "#EXTINF:2,\n7.ts\n";

    @ParameterizedTest
    @ValueSource(strings = {"#EXT-X-KEY:", "#EXT-X-MAP:", "#EXT-X-MEDIA:", "#EXT-X-STREAM-INF:", ""})
    void aLineOf80KilobytesIsRefusedAtOnce(String tag) {
        assertThatThrownBy(() -> soon(() -> read(HEADER + tag + "A".repeat(80_000) + "\n" + SEGMENT)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("allowed are 8192 characters in the line");
    }

    @Test
    void aLongLineThatNobodyNeedsIsLeftOut() {
        InputPlaylist playlist = soon(() -> read(HEADER + "#EXT-X-DATERANGE:" + "A".repeat(80_000) + "\n" + SEGMENT));
        assertThat(((InputPlaylist.Media) playlist).segments()).hasSize(1);
    }

    /** The parser takes time by the square of what has no equals sign, so 8 KB in each line would do. */
    @Test
    void manyLinesOfAlmost8KilobytesAreReadSoon() {
        String line = "#EXT-X-KEY:METHOD=NONE," + "A".repeat(8000) + "\n";
        assertThat(((InputPlaylist.Media) soon(() -> read(HEADER + line.repeat(120) + SEGMENT))).segments())
                .hasSize(1);
    }

    @Test
    void aGiantMasterIsRefused() {
        String audio = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"g\",NAME=\"n\",URI=\"a.m3u8\"\n";
        String variant = "#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"g\"\nv.m3u8\n";
        assertThatThrownBy(() -> soon(() -> read("#EXTM3U\n" + audio.repeat(5000) + variant.repeat(15_000))))
                .hasMessageContaining("allowed are 64 audio renditions");
        assertThatThrownBy(() -> soon(() -> read("#EXTM3U\n" + variant.repeat(15_000))))
                .hasMessageContaining("allowed are 200 variant streams");
        assertThat(((InputPlaylist.Master) read("#EXTM3U\n" + audio.repeat(64) + variant.repeat(200))).variants())
                .hasSize(200);
    }

    @Test
    void whatIsNoAudioDoesNotCount() {
        String subtitles = "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"n\",URI=\"s.m3u8\"\n";
        String variant = "#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES=\"s\"\nv.m3u8\n";
        assertThat(((InputPlaylist.Master) read("#EXTM3U\n" + subtitles.repeat(300) + variant)).variants())
                .hasSize(1);
    }

    @Test
    void aPlaylistOfTooManyEntriesIsRefused() {
        assertThat(((InputPlaylist.Media) read(HEADER + SEGMENT.repeat(2000))).segments())
                .hasSize(2000);
        assertThatThrownBy(() -> read(HEADER + SEGMENT.repeat(2001)))
                .hasMessageContaining("allowed are 2000 entries (INPUT_PLAYLIST_ENTRIES)");
        assertThatThrownBy(() -> read(HEADER + "#EXT-X-GAP\n".repeat(100_000)))
                .hasMessageContaining("lines that Mux needs");
    }

    @Test
    void goingBackInALongListTakesTimeByItsLength() {
        InputPlaylist.Media list = (InputPlaylist.Media) PlaylistParser.read(
                AT,
                (HEADER + "#EXTINF:0,\na\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8),
                PlaylistBounds.withEntries(50_000),
                () -> {});
        assertThat(soon(() -> StartChoice.rewind(list, 1))).isEqualTo(list.first());
    }

    private static InputPlaylist read(String text) {
        return PlaylistParser.read(AT, text.getBytes(StandardCharsets.UTF_8), PlaylistBounds.SERVICE, () -> {});
    }

    /** Far above what it takes, far below what it took. */
    private static <T> T soon(Supplier<T> work) {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        try {
            return work.get();
        } finally {
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }
}
