package tv.mux.icecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.mux.config.Config;
import tv.mux.playout.OutputFormat;

class SourceRequestTest {

    @Test
    void theHeadNamesTheMountAndTheAudioFormat() {
        Config.Icecast icecast = icecast(Map.of("ICECAST_HOST", "radio", "ICECAST_SOURCE_PASSWORD", "pass:wörd"));
        assertThat(SourceRequest.head(icecast, format(icecast)))
                .isEqualTo("PUT /stream.mp3 HTTP/1.1\r\n"
                        + "Host: radio:8000\r\n"
                        + "Authorization: Basic c291cmNlOnBhc3M6d8O2cmQ=\r\n"
                        + "User-Agent: mux\r\n"
                        + "Content-Type: audio/mpeg\r\n"
                        + "Ice-Name: Mux\r\n"
                        + "Ice-Public: 0\r\n"
                        + "Ice-Bitrate: 128\r\n"
                        + "Ice-Audio-Info: bitrate=128;channels=2;samplerate=48000\r\n"
                        + "\r\n");
    }

    @Test
    void theHeadContainsTheSettings() {
        Config.Icecast icecast = icecast(Map.of(
                "ICECAST_AUDIO_FORMAT", "aac",
                "ICECAST_AUDIO_BITRATE", "24k",
                "ICECAST_NAME", "Café",
                "ICECAST_DESCRIPTION", "all day",
                "ICECAST_GENRE", "news",
                "ICECAST_URL", "https://cafe.example/",
                "ICECAST_PUBLIC", "true",
                "ICECAST_HOST", "::1"));
        assertThat(SourceRequest.head(icecast, format(icecast)))
                .contains("Host: [::1]:8000\r\n")
                .contains("Content-Type: audio/aac\r\n")
                .contains("Ice-Name: Café\r\nIce-Description: all day\r\nIce-Genre: news\r\n")
                .contains("Ice-URL: https://cafe.example/\r\nIce-Public: 1\r\nIce-Bitrate: 24\r\n")
                .contains("samplerate=24000\r\n")
                .doesNotContainIgnoringCase("Transfer-Encoding")
                .doesNotContainIgnoringCase("Content-Length");
    }

    @Test
    void titlesAreUrlEncoded() {
        assertThat(SourceRequest.titlePath("/a b", "Café & 100% + \"x\"\r\n日本"))
                .isEqualTo("/admin/metadata?mode=updinfo&mount=%2Fa%20b&charset=UTF-8"
                        + "&song=Caf%C3%A9%20%26%20100%25%20%2B%20%22x%22%20%20%E6%97%A5%E6%9C%AC");
    }

    @Test
    void aLongTitleIsCut() {
        assertThat(SourceRequest.titlePath("/m", "x".repeat(5_000))).hasSizeLessThan(400);
    }

    @Test
    void thePasswordIsInNoPathAndNoLogText() {
        Config.Icecast icecast = icecast(Map.of("ICECAST_SOURCE_PASSWORD", "sesame"));
        assertThat(icecast.toString() + SourceRequest.titlePath("/m", "t") + SourceRequest.host(icecast))
                .doesNotContain("sesame");
    }

    private static OutputFormat format(Config.Icecast icecast) {
        return new OutputFormat(icecast.audioFormat(), icecast.audioBitrate());
    }

    private static Config.Icecast icecast(Map<String, String> settings) {
        return Config.from(settings).icecast();
    }
}
