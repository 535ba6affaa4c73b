package tv.mux.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    void leavesOutUserAndQuery(String text, String redacted) {
        assertThat(Redaction.url(text)).isEqualTo(redacted);
    }

    @Test
    void nothingIsNothing() {
        assertThat(Redaction.url(null)).isEmpty();
        assertThat(Redaction.url("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a+", "http:", "@", "?", "/", "a://", "a://a@", "a://a?"})
    void aLongTextTakesNoLongTime(String part) {
        String text = part.repeat((1 << 20) / part.length());
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> Redaction.url(text));
    }

    @Test
    void aLineIsOneLine() {
        assertThat(Redaction.line("a\r\nb\u001b\u2028\u202e\ud800"))
                .isEqualTo("a\\u000d\\u000ab\\u001b\\u2028\\u202e\\ud800");
        assertThat(Redaction.line("\u00e4 \ud83d\ude00")).isEqualTo("\u00e4 \ud83d\ude00");
    }
}
