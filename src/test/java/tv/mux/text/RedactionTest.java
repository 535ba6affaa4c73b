package tv.mux.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "http://host/a.m3u8, http://host/a.m3u8",
                "http://user:password@host:80/a, http://host:80/a",
                "http://token@host/a, http://host/a",
                "http://user:pass@word@host/a, http://host/a",
                "HTTPS://user:password@Host, HTTPS://Host",
                "http://host/@a/b, http://host/@a/b",
                "http://host/a?token=1&x=2, http://host/a?...",
                "http://host?token, http://host?...",
                "http://user:password@host/a?token=http://other/?x, http://host/a?...",
                "icecast://source:hackme@host:8000/a, icecast://host:8000/a",
                "from http://u:p@a/x?y to http://u:p@b/z?y., from http://a/x?... to http://b/z?...",
                "http://host/$1\\?x, http://host/$1\\?...",
                "{\"head\":\"http://u:p@a/x?y\"}, {\"head\":\"http://a/x?...\"}",
                "what? no URL here: a@b, what? no URL here: a@b"
            })
    void removesUserAndQuery(String text, String redacted) {
        assertThat(Redaction.url(text)).isEqualTo(redacted);
    }

    @Test
    void nullIsEmpty() {
        assertThat(Redaction.url(null)).isEmpty();
        assertThat(Redaction.url("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a+", "http:", "@", "?", "/", "a://", "a://a@", "a://a?"})
    void aLongTextTakesLinearTime(String part) {
        String text = part.repeat((1 << 20) / part.length());
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> Redaction.url(text));
    }

    /** Compares with the regular expressions of release 0.3, on random combinations of URL parts. */
    @Test
    void redactsAsTheRegularExpressionsOfRelease03() {
        List<String> pieces = List.of(
                "a", "Z9", "://", "http://", "@", "?", "#", "/", ":", " ", "\n", "\"", "<", "u:p@", "x".repeat(40));
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertThat(Redaction.url(text.toString())).isEqualTo(byRegularExpressions(text.toString()));
        }
    }

    private static String byRegularExpressions(String text) {
        String scheme = "(?i)([a-z][a-z0-9+.-]{0,30}://";
        String users = Pattern.compile(scheme + ")[^/?#\\s]*@").matcher(text).replaceAll("$1");
        return Pattern.compile(scheme + "[^?#\\s]*+)(\\?[^\\s\"'<>]*)?")
                .matcher(users)
                .replaceAll(url -> Matcher.quoteReplacement(url.group(1)) + (url.group(2) == null ? "" : "?..."));
    }

    @Test
    void lineEscapesControlCharacters() {
        assertThat(Redaction.line("a\r\nb\u001b[31m\u009b\u2028\u202e\u2066\u200b\ufeff\ud800\udb40\udc41"))
                .isEqualTo(
                        "a\\u000d\\u000ab\\u001b[31m\\u009b\\u2028\\u202e\\u2066\\u200b\\ufeff\\ud800\\udb40\\udc41");
    }

    /** German, Chinese, Arabic, Persian with a non-joiner, Hindi with a joiner; an emoji, a family of three, a flag. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00e4\u00df",
                "\u65b0\u95fb",
                "\u0645\u0631\u062d\u0628\u0627",
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
                "\u0915\u094d\u200d\u0937",
                "\ud83d\ude00",
                "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
                "\ud83c\udff3\ufe0f\u200d\ud83c\udf08"
            })
    void textOfAllScriptsIsKept(String text) {
        assertThat(Redaction.line(text)).isEqualTo(text);
        assertThat(Redaction.title(text)).isEqualTo(text);
    }

    @Test
    void aTitleHasNoInvisibleCharacters() {
        assertThat(Redaction.title(" News\u202e\u2066 at\u200b\u200d\u0000\n8\u2028 "))
                .isEqualTo("News at8");
        assertThat(Redaction.line("pay\u200dpal")).isEqualTo("pay\\u200dpal");
    }
}
