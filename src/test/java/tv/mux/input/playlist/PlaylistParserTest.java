package tv.mux.input.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;

class PlaylistParserTest {
    private static final Url URL = Url.of("http://a/live/index.m3u8");

    private static final String MEDIA =
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-KEY:METHOD=NONE
            #EXTINF:2.000,
            7.ts
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z
            #EXTINF:1.5,a title, with a comma
            http://b/8.ts?token=1
            #EXT-X-GAP
            #EXTINF:2,
            9.ts
            """;

    private static final String RANGES_AND_KEYS =
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-MAP:URI="init.mp4",BYTERANGE="800@0"
            #EXT-X-KEY:METHOD=AES-128,URI="k1",IV=0x2A
            #EXT-X-BYTERANGE:100@800
            #EXTINF:2,
            all.mp4
            #EXT-X-BYTERANGE:50
            #EXTINF:2,
            all.mp4
            #EXT-X-KEY:METHOD=NONE
            #EXTINF:2,
            9
            """;

    private static final String MASTER =
            """
            #EXTM3U
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sep",NAME="en",URI="en.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="mux",NAME="en"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="mux",NAME="fr",URI="fr.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=9000000,RESOLUTION=3840x2160,CODECS="hvc1.2.4.L150.B0,mp4a.40.2"
            uhd.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2",AUDIO="mux"
            hd-low.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"
            hd.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080,CODECS="avc1.640028,mp4a.40.2",AUDIO="sep"
            fhd.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=9900000,CODECS="mp4a.40.2"
            radio.m3u8
            """;

    @Test
    void readsAMediaPlaylist() {
        InputPlaylist.Media list = media(MEDIA);
        assertThat(list.first()).isEqualTo(7);
        assertThat(list.last()).isEqualTo(9);
        assertThat(list.targetDurationMs()).isEqualTo(2000);
        assertThat(list.ended()).isFalse();
        assertThat(list.segments())
                .containsExactly(
                        new InputPlaylist.Entry(7, 2000, Url.of("http://a/live/7.ts"), false, false),
                        new InputPlaylist.Entry(8, 1500, Url.of("http://b/8.ts?token=1"), true, false),
                        new InputPlaylist.Entry(9, 2000, Url.of("http://a/live/9.ts"), false, true));
        assertThat(list.discontinuity(7)).isEqualTo(3);
        assertThat(list.discontinuity(9)).isEqualTo(4);
    }

    @Test
    void acceptsDeviationsOfRealServers() {
        assertThat(media("\ufeff" + MEDIA.replace("\n", "\r\n")).segments()).hasSize(3);
        assertThat(media(MEDIA.replace("2026-01-01T00:00:00Z", "yesterday")).segments())
                .hasSize(3);
        assertThat(media(MEDIA.replace("#EXTINF:2,", "#EXTINF:2")).segments()).hasSize(3);
        assertThat(media(MEDIA.replace("DURATION:2", "DURATION:1.92")).targetDurationMs())
                .isEqualTo(2000);
        assertThat(media(MEDIA.replace("VERSION:3", "VERSION:three\n#EXT-X-VENDOR:???\n# words"))
                        .segments())
                .hasSize(3);
        assertThat(media(MEDIA + "#EXT-X-ENDLIST").ended()).isTrue();
        assertThat(media("#EXTM3U\n#EXT-X-TARGETDURATION:2\n").segments()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>404</html>                        | begins with \"<html>404</html>\"",
                "{\"error\": 1}                            | begins with \"{",
                "#EXTM3U8                                | begins with",
                "#EXTM3U                                 | cannot be parsed",
            })
    void refusesOtherText(String text, String message) {
        assertRefused(text, Cause.NOT_HLS, message);
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertRefused("", Cause.NOT_HLS, "empty");
        assertRefused(MEDIA.replace("SEQUENCE:7", "SEQUENCE:-7"), Cause.NOT_HLS, "");
        assertRefused(
                MEDIA.replace("SEQUENCE:7", "SEQUENCE:9223372036854775807"), Cause.NOT_HLS, "EXT-X-MEDIA-SEQUENCE");
        assertRefused(MEDIA.replace("SEQUENCE:3", "SEQUENCE:-3"), Cause.NOT_HLS, "");
        assertRefused(MEDIA.replace("INF:2.000", "INF:-1"), Cause.NOT_HLS, "");
        assertRefused(MEDIA.replace("INF:2.000", "INF:99999"), Cause.NOT_HLS, "EXTINF");
        assertRefused(MEDIA.replace("INF:2.000", "INF:NaN"), Cause.NOT_HLS, "");
        assertRefused(MEDIA.replace("DURATION:2", "DURATION:x"), Cause.NOT_HLS, "");
        assertRefused(MEDIA.replace("#EXTINF:2.000,", ""), Cause.NOT_HLS, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXT-X-KEY:METHOD=AES-128,URI=\"key\",KEYFORMAT=\"com.apple\"",
                "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"key\"",
                "#EXT-X-I-FRAMES-ONLY"
            })
    void refusesUnsupportedFeatures(String tag) {
        assertRefused(
                MEDIA.replace("#EXTINF:2.000,", tag + "\n#EXTINF:2.000,"),
                Cause.UNFIT,
                tag.substring(1).replaceAll(":.*", ""));
    }

    @Test
    void refusesAnEntryThatIsNotHttp() {
        assertRefused(MEDIA.replace("9.ts", "file:///etc/passwd"), Cause.FORBIDDEN, "file:///etc/passwd");
    }

    @Test
    void choosesTheHighestH264Variant() {
        assertThat(chosenFile(MASTER)).isEqualTo("fhd.m3u8");
        assertThat(chosenFile(MASTER.replace("1920x1080", "640x360"))).isEqualTo("hd.m3u8");
        assertThat(chosenFile(
                        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nhigh.m3u8"))
                .isEqualTo("high.m3u8");
        assertThat(chosenFile("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"mp4a.40.2\"\nradio.m3u8"))
                .isEqualTo("radio.m3u8");
    }

    @Test
    void findsTheSeparateAudioOfTheVariant() {
        assertThat(chosenVariant(MASTER).audio()).isEqualTo(Url.of("http://a/live/en.m3u8"));
        assertThat(chosenVariant(MASTER.replace("AUDIO=\"sep\"", "AUDIO=\"mux\""))
                        .audio())
                .as("the variant contains the first rendition of the group")
                .isNull();
        String french =
                MASTER.replace("NAME=\"fr\"", "NAME=\"fr\",DEFAULT=YES").replace("AUDIO=\"sep\"", "AUDIO=\"mux\"");
        assertThat(chosenVariant(french).audio())
                .as("the default rendition")
                .isEqualTo(Url.of("http://a/live/fr.m3u8"));
    }

    @Test
    void refusesAMasterPlaylistWithoutH264() {
        String hevc = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=3840x2160,CODECS=\"hev1.1.6\"\na.m3u8\n"
                + "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1280x720,CODECS=\"hev1.1.6\"\nb.m3u8";
        assertThatThrownBy(() -> chosenFile(hevc))
                .hasMessageContaining("no variant in H.264")
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.cause()).isEqualTo(Cause.UNFIT));
        assertThat(VariantChoice.of(URL, master(hevc), true).url().fileName())
                .as("not the largest variant is transcoded")
                .isEqualTo("b.m3u8");
    }

    @Test
    void keysAndInitSectionsApplyUntilTheNextTag() {
        List<InputPlaylist.Entry> segments = media(RANGES_AND_KEYS).segments();
        SegmentAccess.Resource init =
                new SegmentAccess.Resource(Url.of("http://a/live/init.mp4"), new SegmentAccess.Range(0, 800));
        SegmentAccess.Key key = new SegmentAccess.Key(Url.of("http://a/live/k1"), "0".repeat(30) + "2a");
        assertThat(segments)
                .extracting(InputPlaylist.Entry::access)
                .containsExactly(
                        new SegmentAccess(new SegmentAccess.Range(800, 100), init, key),
                        new SegmentAccess(new SegmentAccess.Range(900, 50), init, key),
                        new SegmentAccess(SegmentAccess.Range.ALL, init, null));
    }

    @Test
    void readsOrRefusesAnyBytes() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = List.of(MEDIA, MASTER, RANGES_AND_KEYS)
                    .get(random.nextInt(3))
                    .getBytes(StandardCharsets.UTF_8);
            switch (random.nextInt(4)) {
                case 0 -> random.nextBytes(bytes);
                case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 2 -> {
                    for (int n = 1 + random.nextInt(8); n > 0; n--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    }
                }
                default -> {
                    int from = random.nextInt(bytes.length);
                    int to = random.nextInt(bytes.length);
                    System.arraycopy(bytes, from, bytes, to, random.nextInt(bytes.length - Math.max(from, to)));
                }
            }
            try {
                InputPlaylist playlist = PlaylistParser.read(URL, bytes, PlaylistBounds.SERVICE, () -> {});
                if (playlist instanceof InputPlaylist.Media list) {
                    assertThat(list.targetDurationMs()).isPositive();
                    list.segments()
                            .forEach(segment -> assertThat(segment.durationMs()).isBetween(0L, 3_600_000L));
                }
            } catch (InputException e) {
                assertThat(e.getMessage()).matches("[\\x20-\\x7e]+");
            }
        }
    }

    private static InputPlaylist.Media media(String text) {
        return (InputPlaylist.Media)
                PlaylistParser.read(URL, text.getBytes(StandardCharsets.UTF_8), PlaylistBounds.SERVICE, () -> {});
    }

    private static InputPlaylist.Master master(String text) {
        return (InputPlaylist.Master)
                PlaylistParser.read(URL, text.getBytes(StandardCharsets.UTF_8), PlaylistBounds.SERVICE, () -> {});
    }

    private static InputPlaylist.Variant chosenVariant(String text) {
        return VariantChoice.of(URL, master(text), false);
    }

    private static String chosenFile(String text) {
        return chosenVariant(text).url().fileName();
    }

    private static void assertRefused(String text, Cause cause, String message) {
        assertThatThrownBy(() -> PlaylistParser.read(
                        URL, text.getBytes(StandardCharsets.UTF_8), PlaylistBounds.SERVICE, () -> {}))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.cause()).isEqualTo(cause));
    }
}
