package tv.mux.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.config.Config;
import tv.mux.model.Playhead;

class PlayheadParserTest {
    private static final long AT = 1_700_000_000_123L;
    private static final PlayheadParser PARSER =
            new PlayheadParser(Config.from(Map.of()).api());
    private static final PlayheadParser WITH_CORE = parser("http://restreamer:8080");

    @Test
    void parsesHeadAndName() {
        assertThat(PARSER.parse("{\"head\":\"http://host:9100/a/index.m3u8?x=1\",\"name\":\"News\"}", AT))
                .isEqualTo(accepted("http://host:9100/a/index.m3u8?x=1", "News"));
    }

    @Test
    void nameIsOptionalAndOtherFieldsAreIgnored() {
        assertThat(PARSER.parse("{\"head\":\"http://host/a\",\"more\":[1]}", AT))
                .isEqualTo(accepted("http://host/a", ""));
        assertThat(PARSER.parse("{\"head\":\"http://host/a\",\"name\":null}", AT))
                .isEqualTo(accepted("http://host/a", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host/a",
                "HTTPS://Host/A",
                "http://host",
                "http://127.0.0.1:1/a",
                "http://[::1]:65535/a",
                "http://user:password@host/a",
                "http://host/%C3%A4?a=b&c=%20"
            })
    void acceptsHttpUrlsUnchanged(String head) {
        assertThat(PARSER.parse(json(head), AT)).isEqualTo(accepted(head, ""));
    }

    @Test
    void encodesAHeadInAscii() {
        assertThat(PARSER.parse(json("http://host/\u00e4"), AT)).isEqualTo(accepted("http://host/%C3%A4", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            value = {
                "`` ^ it is not a JSON object",
                "nonsense ^ it is not JSON",
                "{\"head\":\"http://host/a\"} x ^ it is not JSON",
                "{\"head\":\"http://host/a\" ^ it is not JSON",
                "[] ^ it is not a JSON object",
                "\"http://host/a\" ^ it is not a JSON object",
                "null ^ it is not a JSON object",
                "{} ^ it has no head",
                "{\"Head\":\"http://host/a\"} ^ it has no head",
                "{\"head\":null} ^ its head is not a string",
                "{\"head\":7} ^ its head is not a string",
                "{\"head\":[\"http://host/a\"]} ^ its head is not a string",
                "{\"head\":\"\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"a b\"} ^ its head is not a URL",
                "{\"head\":\"http://host/a\\n\"} ^ its head is not a URL",
                "{\"head\":\"http://host/\\u0000\"} ^ its head is not a URL",
                "{\"head\":\"http://host/\\ud83d\"} ^ its head is not a URL",
                "{\"head\":\"//host/a\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"/a\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"file:///etc/passwd\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"data:text/plain,x\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"concat:http://a/|http://b/\"} ^ its head is not a URL",
                "{\"head\":\"concat:http://a/\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"rtmp://host/a\"} ^ its head is not an absolute http or https URL",
                "{\"head\":\"http:a\"} ^ its head has no valid host",
                "{\"head\":\"http:/a\"} ^ its head has no valid host",
                "{\"head\":\"http:///a\"} ^ its head has no valid host",
                "{\"head\":\"http://\"} ^ its head is not a URL",
                "{\"head\":\"http://:80/a\"} ^ its head has no valid host",
                "{\"head\":\"http://host:0/a\"} ^ its head has no valid port",
                "{\"head\":\"http://host:65536/a\"} ^ its head has no valid port",
                "{\"head\":\"http://host/a\",\"name\":7} ^ its name is not a string",
                "{\"head\":\"http://host/a\",\"name\":{}} ^ its name is not a string"
            })
    void refusesOtherData(String data, String reason) {
        assertThat(PARSER.parse(data, AT)).isEqualTo(new PlayheadParser.Result.Refused(reason));
    }

    @Test
    void theLengthOfAHeadIsLimited() {
        String maximum = "http://host/" + "a".repeat(PlayheadParser.MAX_HEAD - 12);
        assertThat(PARSER.parse(json(maximum), AT)).isEqualTo(accepted(maximum, ""));
        assertThat(PARSER.parse(json(maximum + "a"), AT))
                .isEqualTo(new PlayheadParser.Result.Refused("its head is longer than 8192 characters"));
        assertThat(PARSER.parse(json("http://host/" + "\u00e4".repeat(PlayheadParser.MAX_HEAD / 6)), AT))
                .isEqualTo(new PlayheadParser.Result.Refused(
                        "its head is longer than 8192 characters in percent-encoding"));
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(PARSER.parse("[".repeat(100_000), AT)).isInstanceOf(PlayheadParser.Result.Refused.class);
    }

    @Test
    void controlCharactersAreRemovedFromAName() {
        assertThat(name("\\u0000Ne\\nws\\u001b[31m\\u2028 \\u007f\\u0085")).isEqualTo("News[31m");
        assertThat(name("\\ud83d\\ude00 \\ud83d")).isEqualTo("\ud83d\ude00");
        assertThat(name("\\u00e4")).isEqualTo("\u00e4");
        assertThat(name("Ne\\u202ews\\u2066\\u200b\\ufeff")).isEqualTo("News");
    }

    @Test
    void aLongNameIsTruncatedBetweenCharacters() {
        assertThat(name("x".repeat(600))).isEqualTo("x".repeat(500));
        assertThat(name("\ud83d\ude00".repeat(600))).isEqualTo("\ud83d\ude00".repeat(500));
    }

    @ParameterizedTest
    @CsvSource({
        "https://core.example/a/b.m3u8?x=%20y, http://restreamer:8080/a/b.m3u8?x=%20y",
        "https://CORE.Example/a, http://restreamer:8080/a",
        "HTTPS://core.example:443/a, http://restreamer:8080/a",
        "https://core.example/, http://restreamer:8080/",
        "https://core.example, http://restreamer:8080/",
        "https://core.example?x=1, http://restreamer:8080/?x=1",
        "https://user:password@core.example/a, http://restreamer:8080/a",
        "http://core.example/a, http://core.example/a",
        "https://core.example:8443/a, https://core.example:8443/a",
        "https://core.example.org/a, https://core.example.org/a",
        "https://other/https://core.example/a, https://other/https://core.example/a",
        "https://core.example@other/a, https://core.example@other/a"
    })
    void headsOfTheCoreAreReadFromTheInternalUrl(String head, String internal) {
        assertThat(WITH_CORE.parse(json(head), AT)).isEqualTo(accepted(internal, ""));
    }

    @Test
    void theInternalUrlMayHaveAPath() {
        assertThat(parser("http://proxy/core/").parse(json("https://core.example/a?b"), AT))
                .isEqualTo(accepted("http://proxy/core/a?b", ""));
    }

    private static String name(String json) {
        PlayheadParser.Result result = PARSER.parse("{\"head\":\"http://host/a\",\"name\":\"" + json + "\"}", AT);
        return ((PlayheadParser.Result.Accepted) result).playhead().name();
    }

    private static String json(String head) {
        return "{\"head\":\"" + head + "\"}";
    }

    private static PlayheadParser.Result accepted(String head, String name) {
        return new PlayheadParser.Result.Accepted(new Playhead(head, name, AT));
    }

    private static PlayheadParser parser(String internal) {
        return new PlayheadParser(
                Config.from(Map.of("CORE_API_HOSTNAME", "Core.example", "RESTREAMER_INTERNAL_URL", internal))
                        .api());
    }
}
