package tv.mux.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {

    @Test
    void escapesControlCharacters() {
        assertThat(Excerpt.of("a\r\nb\u001b[31m\u0000\u2028\u202e\ud800"))
                .isEqualTo("a\\u000d\\u000ab\\u001b[31m\\u0000\\u2028\\u202e\\ud800");
        assertThat(Excerpt.of("\u00e4\ud83d\ude00")).isEqualTo("\u00e4\ud83d\ude00");
    }

    @Test
    void has120CharactersAtMost() {
        assertThat(Excerpt.of("x".repeat(120))).isEqualTo("x".repeat(120));
        assertThat(Excerpt.of("x".repeat(121))).isEqualTo("x".repeat(120) + "...");
        assertThat(Excerpt.of("\ud83d\ude00".repeat(100))).isEqualTo("\ud83d\ude00".repeat(60) + "...");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"head\":\"http://me:s3cr3t@host/a?token=s3cr3t\"}",
                "{\"head\":\"http:\\/\\/me:s3cr3t@host\\/a?token=s3cr3t\"}",
                "{\"head\":\"http:\\u002f\\u002Fme:s3cr3t\\u0040host/a\\u003ftoken=s3cr3t\"}",
                "{\"head\":\"http://me:s3@s3cr3t@host/a\"}",
                "http://me:s3cr3t@host/a?s3cr3t",
                "HTTPS://s3cr3t@host",
                "me:s3cr3t@host/a?token=s3cr3t&key=s3cr3t"
            })
    void containsNoSecret(String text) {
        assertThat(Excerpt.of(text)).doesNotContain("s3cr3t").contains("host");
    }

    @Test
    void aSecretThatEndsBehindTheExcerptIsRemoved() {
        assertThat(Excerpt.of("http://me:s3cr3t" + "x".repeat(1000) + "@host/")).doesNotContain("s3cr3t");
        assertThat(Excerpt.of("http://host/?s3cr3t" + "x".repeat(1000))).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a://", "@", "?", "a@", "://", "\\u002f", " "})
    void isFastForLongTexts(String part) {
        String text = part.repeat((1 << 20) / part.length());
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> Excerpt.of(text));
    }
}
