package tv.mux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the limits of a listener with raw sockets: framing, times and connections. */
class HttpListenerIT {
    private static final int MAX_CONNECTIONS = 8;
    private static final Buffer LARGE = Buffer.buffer(new byte[32 << 20]); // more than the socket buffers hold
    private static final String GET = "GET / HTTP/1.1\r\nHost: mux\r\n\r\n";

    private final Vertx vertx =
            Vertx.builder().withTransport(new ListenerTransport()).build();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private int listen(int perAddress, boolean bodies) throws Exception {
        ListenerLimits.Times times =
                new ListenerLimits.Times(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(2));
        ListenerLimits limits = new ListenerLimits("test", MAX_CONNECTIONS, perAddress, times, bodies, "none");
        return new HttpListener(vertx, limits, meters)
                .listen("127.0.0.1", 0, request -> request.response()
                        .end(request.path().equals("/large") ? LARGE : Buffer.buffer("fine")))
                .await(10, TimeUnit.SECONDS);
    }

    private Socket connect(int port, String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Whether a new connection is served. A refused one may be reset before the client's connect returns. */
    private boolean connectsAndIsServed(int port) throws IOException {
        try {
            return served(connect(port, "127.0.0.1"));
        } catch (SocketException e) {
            return false;
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads until the server closes the connection. */
    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static boolean served(Socket socket) throws IOException {
        byte[] answer = new byte["HTTP/1.1 200".length()];
        try {
            send(socket, GET);
            return socket.getInputStream().readNBytes(answer, 0, answer.length) == answer.length
                    && new String(answer, StandardCharsets.ISO_8859_1).equals("HTTP/1.1 200");
        } catch (SocketException e) {
            return false; // it was reset
        }
    }

    private double count(String name) {
        return meters.get(name).functionCounter().count();
    }

    private double openConnections() {
        return meters.get("mux.http.connections").gauge().value();
    }

    // ---- requests -------------------------------------------------------------------------------------------------

    static Stream<Arguments> ambiguousRequests() {
        String line = "POST / HTTP/1.1\r\nHost: mux\r\n";
        return Stream.of(
                Arguments.of(
                        "length and coding", line + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "coding and length", line + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                Arguments.of("identity", line + "Transfer-Encoding: identity\r\n\r\n"),
                Arguments.of("identity and length", line + "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("a coding after chunked", line + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Arguments.of("gzip", line + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked", line + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "two codings", line + "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("an empty coding", line + "Transfer-Encoding:\r\n\r\n"),
                Arguments.of(
                        "a vertical tab in the coding", line + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a space before the colon", line + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("no name", "GET / HTTP/1.1\r\nHost: mux\r\n: x\r\n\r\n"),
                Arguments.of("no name, first", "GET / HTTP/1.1\r\n: x\r\nHost: mux\r\n\r\n"),
                Arguments.of("a colon alone", "GET / HTTP/1.1\r\nHost: mux\r\n:\r\n\r\n"),
                Arguments.of("no colon", "GET / HTTP/1.1\r\nHost: mux\r\nx\r\n\r\n"),
                Arguments.of(
                        "a large chunk",
                        line + "Transfer-Encoding: chunked\r\n\r\n100000000000000005\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a negative chunk", line + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n"),
                Arguments.of("two lengths", line + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                Arguments.of("a list of lengths", line + "Content-Length: 5, 6\r\n\r\nhello"),
                Arguments.of("a signed length", line + "Content-Length: +5\r\n\r\nhello"),
                Arguments.of("a negative length", line + "Content-Length: -5\r\n\r\n"),
                Arguments.of("a large length", line + "Content-Length: 100000000000000000005\r\n\r\n"),
                Arguments.of("a length in hex", line + "Content-Length: 0x5\r\n\r\nhello"),
                Arguments.of("an empty length", line + "Content-Length:\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguousRequests")
    void refusesAmbiguousFraming(String what, String request) throws Exception {
        for (boolean bodies : new boolean[] {false, true}) {
            Socket socket = connect(listen(0, bodies), "127.0.0.1");
            // The bytes after the refused request must not be parsed as a request.
            send(socket, request + GET);
            String answer = readAll(socket);
            assertThat(answer)
                    .as(what)
                    .matches("(?s)HTTP/1.[01] 400 .*")
                    .containsIgnoringCase("connection: close")
                    .doesNotContain("fine");
        }
    }

    @Test
    void refusesBodiesUnlessTheyAreAllowed() throws Exception {
        int port = listen(0, false);
        Socket socket = connect(port, "127.0.0.1");
        send(socket, "GET / HTTP/1.1\r\nHost: mux\r\nContent-Length: 5\r\n\r\n");
        assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
        socket = connect(port, "127.0.0.1");
        send(socket, "POST / HTTP/1.1\r\nHost: mux\r\nContent-Length: 0\r\n\r\n");
        assertThat(served(socket)).isTrue();
        socket = connect(listen(0, true), "127.0.0.1");
        send(socket, "POST / HTTP/1.1\r\nHost: mux\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        assertThat(readAll(socket)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesHttp2() throws Exception {
        Socket socket = connect(listen(0, false), "127.0.0.1");
        send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(readAll(socket)).contains(" 505 ");
        socket = connect(listen(0, false), "127.0.0.1");
        send(
                socket,
                "GET / HTTP/1.1\r\nHost: mux\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
        assertThat(readAll(socket)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesAPipelinedRequestAfterTheEarlierResponse() throws Exception {
        Socket socket = connect(listen(0, false), "127.0.0.1");
        send(socket, GET + "GET / HTTP/1.1\r\nHost: mux\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET);
        assertThat(readAll(socket)).matches("(?s)HTTP/1.1 200 .*fineHTTP/1.1 400 .*not accepted\n");
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    @Test
    void resetsConnectionsWithSlowHeadersOrBodies() throws Exception {
        int port = listen(0, true);
        Socket header = connect(port, "127.0.0.1");
        send(header, "GET / HTTP/1.1\r\n");
        Socket body = connect(port, "127.0.0.1");
        send(body, "POST / HTTP/1.1\r\nHost: mux\r\nContent-Length: 1000\r\n\r\n");
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        Stream.of(isGone(header, "X: y\r\n"), isGone(body, "z")).allMatch(gone -> gone));
        assertThat(meters.get("mux.http.connections.cut")
                        .tag("cause", "slow_request")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    /** Whether a connection is closed. Sends more bytes to find out. */
    private static boolean isGone(Socket socket, String more) {
        try {
            send(socket, more);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void closesAnIdleConnectionGracefully() throws Exception {
        int port = listen(0, false);
        Socket silent = connect(port, "127.0.0.1");
        Socket used = connect(port, "127.0.0.1");
        assertThat(served(used)).isTrue();
        assertThat(readAll(silent)).isEmpty();
        assertThat(readAll(used)).endsWith("fine");
        used.close();
        await().until(() -> openConnections() == 0);
    }

    @Test
    void resetsASlowReader() throws Exception {
        Socket socket = connect(listen(0, false), "127.0.0.1");
        send(socket, GET.replace("/ ", "/large "));
        await().atMost(Duration.ofSeconds(30)).until(() -> openConnections() == 0);
        // A graceful close would deliver the bytes in the kernel's buffer before the end.
        assertThatThrownBy(() -> readAll(socket)).isInstanceOf(SocketException.class);
        assertThat(meters.get("mux.http.connections.cut")
                        .tag("cause", "slow_reader")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void resetsAClientThatDoesNotClose() throws Exception {
        // The response fits into the kernel's buffer, so Mux does not see whether the client has read it.
        Socket socket = connect(listen(0, false), "127.0.0.1");
        assertThat(served(socket)).isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> openConnections() == 0); // idle, shut down, then reset
        assertThat(meters.get("mux.http.connections.cut")
                        .tag("cause", "slow_reader")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    // ---- connections ----------------------------------------------------------------------------------------------

    @Test
    void displacesIdleConnectionsAtTheLimit() throws Exception {
        int port = listen(0, false);
        Socket player = connect(port, "127.0.0.1");
        assertThat(served(player)).isTrue();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 3 * MAX_CONNECTIONS; i++) {
            idle.add(connect(port, "127.0.0.1"));
        }
        Socket late = connect(port, "127.0.0.1");
        assertThat(served(late)).as("a new player is served").isTrue();
        player.getInputStream().skipNBytes(player.getInputStream().available());
        assertThat(served(player))
                .as("a connection with an earlier request is kept")
                .isTrue();
        await().until(() -> openConnections() <= MAX_CONNECTIONS);
        assertThat(count("mux.http.connections.displaced")).isEqualTo(3.0 * MAX_CONNECTIONS + 2 - MAX_CONNECTIONS);
        assertThat(count("mux.http.connections.refused")).isZero();
        assertThat(served(idle.get(0))).as("the oldest connection is closed").isFalse();
    }

    @Test
    void refusesNewConnectionsWhileAllAreBusy() throws Exception {
        int port = listen(0, false);
        List<InputStream> busy = new ArrayList<>();
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            Socket socket = connect(port, "127.0.0.1");
            send(socket, GET.replace("/ ", "/large "));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            busy.add(socket.getInputStream());
        }
        assertThat(connectsAndIsServed(port)).isFalse();
        assertThat(count("mux.http.connections.refused")).isEqualTo(1);
        assertThat(openConnections()).isEqualTo(MAX_CONNECTIONS);
        for (InputStream in : busy) {
            in.skipNBytes(LARGE.length());
        }
    }

    @Test
    void limitsConnectionsPerAddress() throws Exception {
        int port = listen(2, false);
        Socket other = connect(port, "127.0.0.2");
        for (int i = 0; i < 3 * MAX_CONNECTIONS; i++) {
            connect(port, "127.0.0.1");
        }
        assertThat(served(connect(port, "127.0.0.1"))).isTrue();
        assertThat(served(other)).isTrue();
        await().until(() -> openConnections() <= 3);
        assertThat(count("mux.http.connections.displaced")).isEqualTo(3.0 * MAX_CONNECTIONS - 1);
    }
}
