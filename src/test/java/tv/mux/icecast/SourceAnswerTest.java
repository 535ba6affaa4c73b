package tv.mux.icecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.mux.icecast.IcecastTrouble.Kind;

class SourceAnswerTest {

    @Test
    void acceptedIsAccepted() {
        assertThat(trouble("HTTP/1.0 200 OK\r\n\r\n")).isEmpty();
        assertThat(SourceAnswer.complete("HTTP/1.0 200 OK\r\n\r\n")).isTrue();
        assertThat(SourceAnswer.complete("HTTP/1.0 200 OK\r\n")).isFalse();
    }

    @Test
    void aRefusalIsWholeOnceItsReasonIsThere() {
        assertThat(SourceAnswer.complete("HTTP/1.0 403 Forbidden\r\nA: b\r\n\r\n"))
                .isFalse();
        assertThat(SourceAnswer.complete("HTTP/1.0 403 Forbidden\r\nA: b\r\n\r\nMountpoint in use"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.0 401 Authentication Required|A: b||You need to authenticate, PASSWORD, ICECAST_SOURCE_PASSWORD",
        "HTTP/1.0 403 Forbidden|A: b||Mountpoint in use, TAKEN, /m (Mountpoint in use)",
        "HTTP/1.0 403 Forbidden||too many sources connected, TAKEN, too many sources connected",
        "HTTP/1.0 403 Forbidden||<html><b>Content-type not supported</b></html>, REJECTED, Content-type not supported",
        "HTTP/1.0 404 File Not Found, REJECTED, 404: File Not Found",
        "SSH-2.0-OpenSSH_9.2, REJECTED, no Icecast: SSH-2.0",
        "'', REJECTED, closed the connection without an answer",
    })
    void refusalsAreToldApart(String answer, Kind kind, String text) {
        assertThat(trouble(answer.replace("|", "\r\n"))).hasValueSatisfying(trouble -> {
            assertThat(trouble.kind()).isEqualTo(kind);
            assertThat(trouble.text()).contains(text);
        });
    }

    @Test
    void whatAServerSaysBreaksNoLine() {
        assertThat(trouble("HTTP/1.0 500 a\r\n\r\nb\n\u001b[31mc" + "d".repeat(9_000)))
                .hasValueSatisfying(trouble -> assertThat(trouble.text())
                        .hasSizeLessThan(200)
                        .doesNotContain("\n")
                        .doesNotContain("\u001b"));
    }

    @Test
    void failuresToConnectAreToldApart() {
        assertThat(IcecastTrouble.of(new UnknownHostException("x"), "h", 1).kind())
                .isEqualTo(Kind.NO_HOST);
        assertThat(IcecastTrouble.of(new ConnectException("Connection refused: h"), "h", 1)
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(IcecastTrouble.of(new TimeoutException(), "h", 1).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(IcecastTrouble.of(new IOException("No route to host"), "h", 1)
                        .text())
                .contains("h:1", "No route to host");
    }

    @Test
    void aFailureIsToldOnceUntilAllWasWellForAWhile() {
        IcecastTroubles troubles = new IcecastTroubles();
        assertThat(troubles.tell(Kind.REFUSED, 0)).isTrue();
        assertThat(troubles.tell(Kind.REFUSED, 1_000)).isFalse();
        assertThat(troubles.tell(Kind.TAKEN, 2_000)).isTrue();
        troubles.well(3_000);
        assertThat(troubles.tell(Kind.REFUSED, 4_000)).isFalse();
        troubles.well(5_000);
        assertThat(troubles.tell(Kind.REFUSED, 40_000)).isTrue();
    }

    private static Optional<IcecastTrouble> trouble(String answer) {
        return SourceAnswer.trouble(answer, "/m");
    }
}
