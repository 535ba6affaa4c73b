package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.mux.common.Backoff;
import tv.mux.config.Config;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.InputTrouble;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.fetch.InputClient;
import tv.mux.input.playlist.PlaylistBounds;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/** Runs the reader against an HTTP server that behaves like real inputs. */
@ExtendWith(VertxExtension.class)
class InputReaderIT {
    /** The limits of the service, but with shorter waits. */
    private static final FetchLimits LIMITS =
            limits(Duration.ofSeconds(3), Duration.ofMillis(1500), Duration.ofSeconds(20));

    private static final FetchLimits SHORT_STALL =
            limits(Duration.ofSeconds(3), Duration.ofMillis(1500), Duration.ofMillis(500));

    /** On a busy machine, the first TLS connection of a JVM takes seconds. */
    private static final FetchLimits LONG_TIMEOUTS =
            limits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

    private final List<InputTrouble> troubles = new CopyOnWriteArrayList<>();
    private final List<InputReader> readers = new ArrayList<>();
    private final List<InputClient> clients = new ArrayList<>();
    private Vertx vertx;
    private LiveServer server;
    private LiveServer other;

    @BeforeEach
    void startServers(Vertx vertx) throws Exception {
        this.vertx = vertx;
        server = new LiveServer(vertx);
        other = new LiveServer(vertx);
        server.list(10, 14);
    }

    @AfterEach
    void stop() throws Exception {
        readers.forEach(InputReader::close);
        for (InputClient client : clients) {
            get(client.close());
        }
    }

    @Test
    void readsTheSegmentsOfALivePlaylist() throws Exception {
        InputReader reader = reader("/live.m3u8");
        InputReader.Opened opened = get(reader.open());
        assertThat(opened).isEqualTo(new InputReader.Opened(12, 1, List.of(400L, 400L, 400L, 400L, 400L)));
        InputItem.Segment first = (InputItem.Segment) get(reader.next());
        assertThat(first.sequence()).isEqualTo(12);
        assertThat(first.durationMs()).isEqualTo(400);
        assertThat(first.name()).isEqualTo(server.url("/12.ts"));
        assertThat(first.bytes()).isEqualTo(LiveServer.segment("/12.ts").getBytes());
        assertThat(read(reader, 2)).containsExactly("13", "14");
        server.list(12, 16);
        assertThat(read(reader, 2)).containsExactly("15", "16");
        assertThat(troubles).isEmpty();
    }

    @Test
    void startsAtThePublishedPosition() throws Exception {
        InputReader reader = reader("/live.m3u8", start(new Position(14, 0)));
        assertThat(get(reader.open()).firstSequence()).isEqualTo(14);
        assertThat(read(reader, 1)).containsExactly("14");
    }

    @Test
    void deliversBreaksAndTheEnd() throws Exception {
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        assertThat(read(reader, 3)).containsExactly("12", "13", "14");
        server.list(20, 20);
        assertThat(read(reader, 2)).containsExactly("GAP", "20");
        server.playlist(LiveServer.text(20, 21).replace("21.ts", "21.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:1,\n22.ts"));
        assertThat(read(reader, 3)).containsExactly("21", "DISCONTINUITY", "22");
        server.list(0, 2);
        assertThat(read(reader, 4)).containsExactly("RESTARTED", "0", "1", "2");
        server.playlist(LiveServer.text(0, 3) + "#EXT-X-ENDLIST\n");
        assertThat(read(reader, 2)).containsExactly("3", "END");
        assertThat(failure(reader.next())).isEqualTo(Cause.ENDED);
        assertThat(troubles).isEmpty();
    }

    @Test
    void reloadsThePlaylistAfterFailures() throws Exception {
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        read(reader, 3);
        server.status("/live.m3u8", 404);
        await().until(() -> server.requestCount("/live.m3u8") > 3);
        server.respond("/live.m3u8", request -> request.response().end("<html>"));
        await().untilAsserted(() -> assertThat(causes()).containsExactly(Cause.UNREACHABLE, Cause.NOT_HLS));
        server.respond("/live.m3u8", request -> {});
        long loads = server.requestCount("/live.m3u8");
        await().until(() -> server.requestCount("/live.m3u8") > loads + 1);
        server.restore("/live.m3u8");
        server.list(12, 15);
        assertThat(read(reader, 1)).containsExactly("15");
        assertThat(causes()).containsExactly(Cause.UNREACHABLE, Cause.NOT_HLS, null);
        assertThat(troubles.get(0).detail()).isEqualTo("playlist " + server.url("/live.m3u8") + ": HTTP status 404");
    }

    @Test
    void reportsAStalledPlaylistOnce() throws Exception {
        InputReader reader = readerWithShortStall("/live.m3u8");
        get(reader.open());
        read(reader, 3);
        await().untilAsserted(() -> assertThat(causes()).containsExactly(Cause.STALLED));
        server.list(11, 15);
        assertThat(read(reader, 1)).containsExactly("15");
        assertThat(causes()).startsWith(Cause.STALLED, null);
    }

    @Test
    void retriesAFailedSegment() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        server.respond("/12.ts", request -> {
            switch (attempts.getAndIncrement()) {
                case 0 -> request.response().setStatusCode(500).end();
                case 1 ->
                    request.response()
                            .putHeader("Content-Length", "376")
                            .write(LiveServer.segment("/12.ts").getBuffer(0, 188))
                            .onComplete(written -> request.connection().close());
                case 2 -> request.response().end("<html>not yet</html>");
                case 3 -> {} // hangs
                default -> request.response().end(LiveServer.segment("/12.ts"));
            }
        });
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        assertThat(read(reader, 3)).containsExactly("12", "13", "14");
        assertThat(attempts).hasValue(5);
        assertThat(causes()).containsExactly(Cause.UNREACHABLE, Cause.NOT_HLS, null);
    }

    @Test
    void anUnavailableSegmentIsAGap() throws Exception {
        server.status("/13.ts", 404);
        InputReader reader = readerWithShortStall("/live.m3u8");
        get(reader.open());
        assertThat(read(reader, 3)).containsExactly("12", "GAP", "14");
    }

    @Test
    void anOversizedSegmentIsAGap() throws Exception {
        server.respond("/13.ts", request -> request.response().end(Buffer.buffer(new byte[2 << 20])));
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        assertThat(read(reader, 3)).containsExactly("12", "GAP", "14");
        assertThat(causes()).containsExactly(Cause.UNFIT, null);
    }

    @Test
    void fetchesAheadWithinLimits() throws Exception {
        server.list(0, 40);
        InputReader reader = reader("/live.m3u8", new InputReader.Start(null, false, -60_000, 0, 400));
        get(reader.open());
        await().until(() -> server.requestedSegments() == 6);
        long loads = server.requestCount("/live.m3u8");
        await().until(() -> server.requestCount("/live.m3u8") > loads);
        assertThat(server.requestedSegments()).isEqualTo(6);
        assertThat(read(reader, 2)).containsExactly("0", "1");
        await().until(() -> server.requestedSegments() == 8);
        assertThat(troubles).isEmpty();
    }

    @Test
    void readsTheHighestVariant() throws Exception {
        server.respond(
                "/master.m3u8",
                request -> request.response()
                        .end(
                                """
                        #EXTM3U
                        #EXT-X-STREAM-INF:BANDWIDTH=1000,RESOLUTION=320x180
                        low/live.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=2000,RESOLUTION=640x360
                        high/live.m3u8
                        """));
        InputReader reader = reader("/master.m3u8");
        get(reader.open());
        assertThat(((InputItem.Segment) get(reader.next())).name()).isEqualTo(server.url("/high/12.ts"));
    }

    @Test
    void readsACompressedPlaylistAfterARedirect() throws Exception {
        server.redirect("/live.m3u8", "/else/where.m3u8?token=1");
        server.respond("/else/where.m3u8", request -> {
            assertThat(request.getHeader("Accept-Encoding")).contains("gzip");
            request.response().putHeader("Content-Encoding", "gzip").end(Gzip.of(LiveServer.text(10, 14)));
        });
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        assertThat(((InputItem.Segment) get(reader.next())).name()).isEqualTo(server.url("/else/12.ts"));
    }

    @Test
    void sendsCredentialsOnlyToTheOriginOfTheHead() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        server.respond("/live.m3u8", request -> {
            sent.add(request.getHeader("Authorization"));
            request.response().end(LiveServer.text(10, 14).replace("14.ts", other.url("/14.ts")));
        });
        other.respond("/14.ts", request -> {
            sent.add(String.valueOf(request.getHeader("Authorization")));
            request.response().end(LiveServer.segment("/14.ts"));
        });
        InputReader reader = new InputReader(
                vertx,
                client(List.of("127.0.0.1")),
                server.url("/live.m3u8").replace("://", "://me:s%40cret@"),
                start(new Position(14, 0)),
                troubles::add);
        readers.add(reader);
        get(reader.open());
        assertThat(((InputItem.Segment) get(reader.next())).name()).isEqualTo(other.url("/14.ts"));
        assertThat(sent)
                .startsWith(
                        "Basic " + Base64.getEncoder().encodeToString("me:s@cret".getBytes(StandardCharsets.UTF_8)),
                        "null");
    }

    @Test
    void refusesARedirectToAnotherLoopbackPort() throws Exception {
        server.redirect("/live.m3u8", other.url("/live.m3u8"));
        InputReader reader = reader("/live.m3u8");
        assertThatThrownBy(() -> get(reader.open()))
                .hasMessageContaining(other.url("/live.m3u8") + " is not fetched: 127.0.0.1 is a loopback address");
        assertThat(failure(reader.open())).isEqualTo(Cause.FORBIDDEN);
        assertThat(other.requestCount("/live.m3u8")).isZero();
    }

    @Test
    void refusesEntriesOnAnotherLoopbackPortInAnyNotation() throws Exception {
        int port = other.port();
        for (String host : List.of(
                "127.0.0.1",
                "localhost",
                "LOCALHOST.",
                "127.1",
                "2130706433",
                "0x7f.1",
                "[::ffff:127.0.0.1]",
                "[::1]",
                "0")) {
            server.playlist(LiveServer.text(10, 14).replaceAll("(\\d+\\.ts)", "http://" + host + ":" + port + "/$1"));
            // It depends on the system's resolver whether 0x7f.1 is an address.
            assertThat(failure(reader("/live.m3u8").open()))
                    .as(host)
                    .isIn(Cause.FORBIDDEN, host.startsWith("0x") ? Cause.UNREACHABLE : Cause.FORBIDDEN);
        }
        assertThat(other.requestedSegments()).isZero();
    }

    @Test
    void aRefusedSegmentIsAGap() throws Exception {
        server.playlist(LiveServer.text(10, 14).replace("13.ts", other.url("/13.ts")));
        server.redirect("/14.ts", other.url("/14.ts"));
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        assertThat(read(reader, 2)).containsExactly("12", "GAP");
        server.list(11, 15);
        assertThat(read(reader, 1)).containsExactly("15");
        assertThat(causes()).containsExactly(Cause.FORBIDDEN, null);
        assertThat(other.requestedSegments()).isZero();
    }

    @Test
    void reloadsTheMasterPlaylistWhenTheVariantIsGone() throws Exception {
        String master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n";
        server.respond("/master.m3u8", request -> request.response().end(master + "one/live.m3u8"));
        InputReader reader = reader("/master.m3u8");
        get(reader.open());
        assertThat(read(reader, 3)).containsExactly("12", "13", "14");
        server.respond("/master.m3u8", request -> request.response().end(master + "two/live.m3u8"));
        server.status("/one/live.m3u8", 410);
        server.list(11, 15);
        assertThat(((InputItem.Segment) get(reader.next())).name()).isEqualTo(server.url("/two/15.ts"));
        assertThat(causes()).containsExactly(Cause.UNREACHABLE, null);
    }

    @Test
    void checksTheCertificateAgainstTheHostName() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create();
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer secure = get(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setSni(true)
                        .setKeyCertOptions(certificate.keyCertOptions()))
                .requestHandler(request -> {
                    requests.add(request.getHeader("Host") + " "
                            + request.connection().indicatedServerName());
                    request.response()
                            .end(
                                    request.path().endsWith("8")
                                            ? Buffer.buffer(LiveServer.text(10, 14))
                                            : LiveServer.segment(request.path()));
                })
                .listen(0, "127.0.0.1"));
        InputClient trusting = new InputClient(
                vertx,
                new Config.Input(List.of()),
                // Without this option, Vert.x sends no SNI for a name without a dot.
                new HttpClientOptions()
                        .setTrustOptions(certificate.trustOptions())
                        .setForceSni(true),
                LONG_TIMEOUTS,
                new SimpleMeterRegistry());
        clients.add(trusting);
        String path = ":" + secure.actualPort() + "/live.m3u8";
        InputReader named = new InputReader(vertx, trusting, "https://localhost" + path, start(null), troubles::add);
        readers.add(named);
        get(named.open());
        assertThat(read(named, 3)).containsExactly("12", "13", "14");
        assertThat(requests).containsOnly("localhost:" + secure.actualPort() + " localhost");
        InputReader numbered = new InputReader(vertx, trusting, "https://127.0.0.1" + path, start(null), troubles::add);
        assertThat(failure(numbered.open())).isEqualTo(Cause.UNREACHABLE);
        certificate.delete();
    }

    @Test
    void fetchesWhatInputAllowPermits() throws Exception {
        server.playlist(LiveServer.text(10, 14).replaceAll("(\\d+\\.ts)", other.url("/$1")));
        InputReader reader = new InputReader(
                vertx,
                client(List.of("127.0.0.1:" + other.port())),
                server.url("/live.m3u8"),
                start(null),
                troubles::add);
        readers.add(reader);
        get(reader.open());
        assertThat(read(reader, 3)).containsExactly("12", "13", "14");
    }

    @Test
    void openFailsWithTheCause() throws Exception {
        server.status("/404.m3u8", 404);
        server.respond("/html.m3u8", request -> request.response().end("<html>"));
        server.respond("/hang.m3u8", request -> {});
        server.respond("/empty.m3u8", request -> request.response().end("#EXTM3U\n#EXT-X-TARGETDURATION:1\n"));
        server.respond("/ended.m3u8", request -> request.response().end(LiveServer.text(1, 4) + "#EXT-X-ENDLIST"));
        server.respond("/large.m3u8", request -> request.response().end("#EXTM3U\n" + "#\n".repeat(1 << 20)));
        server.redirect("/loop.m3u8", "/loop.m3u8");
        server.redirect("/file.m3u8", "file:///etc/passwd");
        assertThat(failure(reader("/404.m3u8").open())).isEqualTo(Cause.UNREACHABLE);
        assertThat(failure(reader("/html.m3u8").open())).isEqualTo(Cause.NOT_HLS);
        assertThat(failure(reader("/hang.m3u8").open())).isEqualTo(Cause.UNREACHABLE);
        assertThat(failure(reader("/empty.m3u8").open())).isEqualTo(Cause.STALLED);
        assertThat(failure(reader("/ended.m3u8").open())).isEqualTo(Cause.ENDED);
        assertThat(failure(reader("/large.m3u8").open())).isEqualTo(Cause.NOT_HLS);
        assertThat(failure(reader("/loop.m3u8").open())).isEqualTo(Cause.UNREACHABLE);
        assertThat(server.requestCount("/loop.m3u8")).isEqualTo(6);
        assertThat(failure(reader("/file.m3u8").open())).isEqualTo(Cause.FORBIDDEN);
        other.close();
        assertThat(failure(head(other.url("/live.m3u8")).open())).isEqualTo(Cause.UNREACHABLE);
        assertThat(failure(head("http://169.254.169.254/latest/meta-data").open()))
                .isEqualTo(Cause.FORBIDDEN);
        assertThat(failure(head("http://no-such-host.invalid/live.m3u8").open()))
                .isEqualTo(Cause.UNREACHABLE);
        assertThat(failure(head("file:///etc/passwd").open())).isEqualTo(Cause.FORBIDDEN);
    }

    @Test
    void closeFailsThePendingItem() throws Exception {
        server.respond("/12.ts", request -> {});
        InputReader reader = reader("/live.m3u8");
        get(reader.open());
        Future<InputItem> next = reader.next();
        reader.close();
        assertThat(failure(next)).isEqualTo(Cause.STOPPED);
        assertThat(failure(reader.next())).isEqualTo(Cause.STOPPED);
        assertThat(troubles).isEmpty();
    }

    private static FetchLimits limits(Duration total, Duration idle, Duration stall) {
        return new FetchLimits(
                total,
                total,
                idle,
                total,
                total,
                total,
                stall,
                6,
                1 << 20,
                1 << 20,
                PlaylistBounds.SERVICE,
                total,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    private InputReader reader(String path) {
        return reader(path, start(null));
    }

    private InputReader reader(String path, InputReader.Start start) {
        return reader(server.url(path), start, List.of());
    }

    private InputReader head(String head) {
        return reader(head, start(null), List.of());
    }

    private InputReader reader(String head, InputReader.Start start, List<String> allow) {
        InputReader reader = new InputReader(vertx, client(allow), head, start, troubles::add);
        readers.add(reader);
        return reader;
    }

    private InputReader readerWithShortStall(String path) {
        InputReader reader =
                new InputReader(vertx, client(List.of(), SHORT_STALL), server.url(path), start(null), troubles::add);
        readers.add(reader);
        return reader;
    }

    private InputClient client(List<String> allow) {
        return client(allow, LIMITS);
    }

    private InputClient client(List<String> allow, FetchLimits limits) {
        InputClient client = new InputClient(
                vertx, new Config.Input(allow), new HttpClientOptions(), limits, new SimpleMeterRegistry());
        clients.add(client);
        return client;
    }

    private static InputReader.Start start(Position published) {
        return new InputReader.Start(published, false, 0, 0, 400);
    }

    private List<Cause> causes() {
        return troubles.stream().map(InputTrouble::cause).toList();
    }

    /** Reads items: the numbers of segments, the causes of breaks, and END. */
    private static List<String> read(InputReader reader, int count) throws Exception {
        List<String> out = new ArrayList<>();
        while (out.size() < count) {
            InputItem item = get(reader.next());
            if (item instanceof InputItem.Segment segment) {
                assertThat(new String(segment.bytes(), StandardCharsets.UTF_8)).contains(segment.sequence() + ".ts");
                out.add(Long.toString(segment.sequence()));
            } else if (item instanceof InputItem.Break breakItem) {
                out.add(breakItem.cause().name());
            } else {
                out.add("END");
            }
        }
        return out;
    }

    private static Cause failure(Future<?> future) throws Exception {
        try {
            throw new AssertionError("succeeded: " + get(future));
        } catch (InputException e) {
            return e.cause();
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
