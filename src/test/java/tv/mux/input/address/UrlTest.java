package tv.mux.input.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;

class UrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://a/b/c.m3u8,          d.ts,                 http://a/b/d.ts",
        "http://a/b/c.m3u8,          /d.ts,                http://a/d.ts",
        "http://a/b/c.m3u8,          ../d.ts,              http://a/d.ts",
        "http://a,                   d.ts,                 http://a/d.ts",
        "http://a:81/b/c.m3u8,       //x/d.ts,             http://x/d.ts",
        "http://a:81/b/c.m3u8,       https://x/d.ts,       https://x/d.ts",
        "http://a:81/b/c.m3u8,       HTTP://X.Y./d.ts,     http://x.y/d.ts",
        "http://a/b/c d|e.m3u8,      f g|h.ts,             http://a/b/f%20g%7Ch.ts",
        "http://u:p@a/b/c.m3u8,      d.ts,                 http://a/b/d.ts",
        "http://[2001:DB8::1]:81/b,  c,                    http://[2001:db8::1]:81/c",
        "http://a/b/c,               caf\u00e9.ts?n=\u00e9,   http://a/b/caf%C3%A9.ts?...",
        "http://my_host/b,           c,                    http://my_host/c",
    })
    void resolvesAReference(String base, String reference, String expected) {
        assertThat(Url.of(base).resolve(reference)).hasToString(expected);
    }

    @Test
    void aQueryOnlyReferenceKeepsThePath() {
        assertThat(Url.of("http://a/b/c.m3u8?x=1").resolve("?y=2").target()).isEqualTo("/b/c.m3u8?y=2");
    }

    @Test
    void theQueryIsSentButNotLogged() {
        Url url = Url.of("http://user:pass@a/b.m3u8?token=1");
        assertThat(url.target()).isEqualTo("/b.m3u8?token=1");
        assertThat(url.userInfo()).contains("user:pass");
        assertThat(url).hasToString("http://a/b.m3u8?...");
        assertThat(url.fileName()).isEqualTo("b.m3u8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://a/b",
                "a.m3u8",
                "",
                "http://",
                "http:///x",
                "http://a:0/",
                "http://a:99999/",
                "http://a b/",
                "http://[::1%25eth0]/",
                "http://a..b/",
                "http://a@b@c/",
                "http:a",
                "http://[::1/",
                "://a",
                "http://a%2eb/",
                "http://a/\ud83d"
            })
    void refusesOtherUrls(String text) {
        assertThatThrownBy(() -> Url.of(text)).isInstanceOfSatisfying(InputException.class, e -> assertThat(e.cause())
                .isEqualTo(Cause.FORBIDDEN));
    }

    @Test
    void resolvesOrRefusesAnyText() {
        Random random = new Random(5);
        Url base = Url.of("http://a/b/c");
        String alphabet = "http://@:[]%.?#a1-_\\ \u00e9\ud83d\n";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "");
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Url url = base.resolve(text.toString());
                assertThat(url.target()).startsWith("/").matches("[\\x21-\\x7e]+");
                assertThat(url.host()).isNotEmpty();
            } catch (InputException e) {
                assertThat(e.cause()).isEqualTo(Cause.FORBIDDEN);
            }
        }
    }
}
