package tv.mux.icecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.config.Config;
import tv.mux.icecast.SourceFailure.Reason;
import tv.mux.playout.OutputFormat;

class SourceResponseTest {
    private static final Config.Icecast ICECAST = Config.from(
                    Map.of("ICECAST_MOUNT", "/m", "ICECAST_SOURCE_PASSWORD", "sesame"))
            .icecast();

    @Test
    void aSuccessIsNoFailure() {
        assertThat(failure("HTTP/1.0 200 OK\r\n\r\n")).isEmpty();
        assertThat(SourceResponse.complete("HTTP/1.0 200 OK\r\n\r\n")).isTrue();
        assertThat(SourceResponse.complete("HTTP/1.0 200 OK\r\n")).isFalse();
    }

    @Test
    void aRefusalIsCompleteWhenItsBodyHasBegun() {
        assertThat(SourceResponse.complete("HTTP/1.0 403 Forbidden\r\nA: b\r\n\r\n"))
                .isFalse();
        assertThat(SourceResponse.complete("HTTP/1.0 403 Forbidden\r\nA: b\r\n\r\nMountpoint in use"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.0 401 Authentication Required|A: b||You need to authenticate, PASSWORD, ICECAST_SOURCE_PASSWORD",
        "HTTP/1.0 403 Forbidden|A: b||Mountpoint in use, TAKEN, /m (Mountpoint in use)",
        "HTTP/1.0 403 Forbidden||too many sources connected, TAKEN, too many sources connected",
        "HTTP/1.0 403 Forbidden||<html><b>Content-type not supported</b></html>, REJECTED, Content-type not supported",
        "HTTP/1.0 404 File Not Found, REJECTED, 404: File Not Found",
        "SSH-2.0-OpenSSH_9.2, REJECTED, not an Icecast server; its response begins with SSH-2.0",
        "'', REJECTED, closed the connection without a response",
    })
    void eachRefusalHasItsReason(String response, Reason reason, String message) {
        assertThat(failure(response.replace("|", "\r\n"))).hasValueSatisfying(failure -> {
            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.message()).contains(message);
        });
    }

    @Test
    void theMessageOfAServerIsCutAndEscaped() {
        assertThat(failure("HTTP/1.0 500 a\r\n\r\nb\n\u001b[31mc" + "d".repeat(9_000)))
                .hasValueSatisfying(failure -> assertThat(failure.message())
                        .hasSizeLessThan(200)
                        .doesNotContain("\n")
                        .doesNotContain("\u001b"));
    }

    @Test
    void aServerThatEchoesTheRequestRevealsNoPassword() {
        String request = SourceRequest.head(ICECAST, new OutputFormat(ICECAST.audioFormat(), ICECAST.audioBitrate()));
        String credentials = SourceRequest.authorization(ICECAST).substring("Basic ".length());
        for (String response : new String[] {
            request, "HTTP/1.0 500 Error\r\n\r\n" + request, "HTTP/1.0 403 Forbidden\r\n\r\nwrong password sesame"
        }) {
            assertThat(failure(response)).hasValueSatisfying(failure -> assertThat(failure.message())
                    .doesNotContain("sesame")
                    .doesNotContain(credentials));
        }
    }

    @Test
    void eachFailureToConnectHasItsReason() {
        assertThat(SourceFailure.of(new UnknownHostException("x"), "h", 1).reason())
                .isEqualTo(Reason.NO_HOST);
        assertThat(SourceFailure.of(new ConnectException("Connection refused: h"), "h", 1)
                        .reason())
                .isEqualTo(Reason.REFUSED);
        assertThat(SourceFailure.of(new TimeoutException(), "h", 1).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(SourceFailure.of(new IOException("No route to host"), "h", 1).message())
                .contains("h:1", "No route to host");
    }

    private static Optional<SourceFailure> failure(String response) {
        return SourceResponse.failure(response, ICECAST);
    }
}
