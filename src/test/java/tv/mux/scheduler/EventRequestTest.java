package tv.mux.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.config.Config;

class EventRequestTest {

    @ParameterizedTest
    @CsvSource({
        "http://api, http://api/x, true",
        "http://api, HTTP://API:80/x, true",
        "https://api, https://api:443/x, true",
        "http://api:8080, http://api:8080/, true",
        "http://api:8080, http://api/, false",
        "http://api, https://api/x, false",
        "https://api, http://api/x, false",
        "http://api, http://api.other/x, false",
        "http://api, http://other/x, false"
    })
    void credentialsAreSentToTheSchedulersOriginOnly(String api, URI to, boolean sent) {
        RequestOptions options = new EventRequest(api(api, "t"), "").to(to);
        assertThat(header(options, "Authorization")).isEqualTo(sent ? "Bearer t" : null);
    }

    @Test
    void userInfoOfTheUrlIsUsedIfThereIsNoToken() {
        URI api = URI.create("http://me:p%40ss@api");
        assertThat(header(new EventRequest(api(api.toString(), ""), "").to(api), "Authorization"))
                .isEqualTo("Basic bWU6cEBzcw==");
        assertThat(header(new EventRequest(api(api.toString(), "t"), "").to(api), "Authorization"))
                .isEqualTo("Bearer t");
        assertThat(header(new EventRequest(api("http://api", ""), "").to(api), "Authorization"))
                .isNull();
    }

    @Test
    void requestsPathAndQuery() {
        EventRequest request = new EventRequest(api("http://api", ""), "");
        RequestOptions options = request.to(URI.create("https://[::1]/a%20b?c=%20d#e"));
        assertThat(options.isSsl()).isTrue();
        assertThat(options.getPort()).isEqualTo(443);
        assertThat(options.getURI()).isEqualTo("/a%20b?c=%20d");
        assertThat(request.to(URI.create("http://api")).getURI()).isEqualTo("/");
        assertThat(request.to(URI.create("http://api")).getPort()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1 ", "a\tb", "a\u007fb", "a\u0001"})
    void anIdThatIsNoValidHeaderIsNotSent(String id) {
        assertThat(header(new EventRequest(api("http://api", ""), id).to(URI.create("http://api")), "Last-Event-ID"))
                .isNull();
    }

    @Test
    void theLengthOfAnIdIsLimited() {
        EventRequest maximum = new EventRequest(api("http://api", ""), "x".repeat(2048));
        EventRequest tooLong = new EventRequest(api("http://api", ""), "x".repeat(2049));
        assertThat(header(maximum.to(URI.create("http://api")), "Last-Event-ID"))
                .hasSize(2048);
        assertThat(header(tooLong.to(URI.create("http://api")), "Last-Event-ID"))
                .isNull();
    }

    private static String header(RequestOptions options, String name) {
        return options.getHeaders().get(name);
    }

    private static Config.Api api(String url, String token) {
        return Config.from(Map.of("API_URL", url, "API_TOKEN", token)).api();
    }
}
