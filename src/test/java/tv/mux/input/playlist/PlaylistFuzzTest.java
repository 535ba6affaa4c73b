package tv.mux.input.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tv.mux.fuzz.Fuzz;
import tv.mux.fuzz.Mutation;
import tv.mux.input.StartChoice;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;

/** Random playlists, as a hostile input may send them: each is read or refused within the time limit. */
class PlaylistFuzzTest {
    private static final Url URL = Url.of("http://a/live/index.m3u8");
    private static final int CASES = 3000;

    /** Maximum processor time of one case. Some playlists have a megabyte. */
    private static final Duration CPU_LIMIT = Duration.ofSeconds(2);

    private static final String[] LINES = {
        "#EXTM3U",
        "#EXT-X-TARGETDURATION:2",
        "#EXT-X-MEDIA-SEQUENCE:7",
        "#EXT-X-DISCONTINUITY-SEQUENCE:3",
        "#EXT-X-DISCONTINUITY",
        "#EXT-X-GAP",
        "#EXT-X-ENDLIST",
        "#EXT-X-I-FRAMES-ONLY",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x2A",
        "#EXT-X-KEY:METHOD=NONE",
        "#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"800@0\"",
        "#EXT-X-BYTERANGE:100@800",
        "#EXTINF:2.000,a title",
        "7.ts?token=1",
        "http://user:pass@b/8.ts",
        "../../a/../b/9.ts",
        "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z",
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sep\",NAME=\"en\",DEFAULT=YES,URI=\"en.m3u8\"",
        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"sub\",NAME=\"fr\",URI=\"fr.m3u8\"",
        "#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720,CODECS=\"avc1.64001f,mp4a.40.2\",AUDIO=\"sep\"",
        "hd.m3u8",
    };
    private static final String[] INSERTIONS = {
        "A", "=", "\"", ",", ":", "A=", "=\"", "://", "@", "..", "/../", "#", " ", "\t", "\u00e4", "\u202e", "9", "-",
        "\r", "?", "%"
    };

    @Test
    void readsOrRefusesAPlaylistFast() {
        Fuzz.run("playlist", CASES, CPU_LIMIT, PlaylistFuzzTest::run);
    }

    private static void run(Random random) {
        byte[] bytes = playlist(random);
        try {
            InputPlaylist playlist = PlaylistParser.read(URL, bytes, PlaylistBounds.SERVICE, () -> {});
            if (playlist instanceof InputPlaylist.Media media) {
                assertThat(media.segments()).hasSizeLessThanOrEqualTo(PlaylistBounds.SERVICE.entries());
                StartChoice.rewind(media, Long.MAX_VALUE);
            } else if (playlist instanceof InputPlaylist.Master master) {
                assertThat(master.variants()).hasSizeLessThanOrEqualTo(PlaylistBounds.SERVICE.variants());
                VariantChoice.of(URL, master, random.nextBoolean());
            }
        } catch (InputException e) {
            assertThat(e.getMessage())
                    .hasSizeLessThan(20_000)
                    .doesNotContain("pass@")
                    .doesNotContain("\n");
        }
    }

    private static byte[] playlist(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(20) == 0 ? "" : "#EXTM3U\n");
        int lines = random.nextInt(50) == 0 ? random.nextInt(20_000) : random.nextInt(40);
        for (int i = 0; i < lines && text.length() < PlaylistBounds.SERVICE.bytes(); i++) {
            String line = LINES[random.nextInt(LINES.length)];
            text.append(random.nextInt(4) == 0 ? Mutation.line(line, INSERTIONS, 100_000, random) : line)
                    .append('\n');
        }
        return Mutation.bytes(text.toString(), random);
    }
}
