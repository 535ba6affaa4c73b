package tv.mux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.bus.Expired;
import tv.mux.bus.Segment;
import tv.mux.config.Config;
import tv.mux.http.RawHttp.Reply;
import tv.mux.playlist.MediaPlaylist;

class HttpIT {
    private static final String STREAM = "/live/stream.m3u8";
    private static final int BIG = 8 * 1024 * 1024; // more than the sockets' buffers take

    @TempDir
    Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private StreamOnDisk log;
    private HttpVerticle server;
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        log = new StreamOnDisk(Files.createDirectory(dir.resolve("segments")));
        deploy(new HttpVerticle(config(0), log, dir.resolve("segments"), registry));
    }

    private void deploy(HttpVerticle verticle) throws Exception {
        server = verticle;
        vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
        http = new RawHttp(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    static Config config(int port) {
        return Config.from(Map.of("HTTP_HOST", "127.0.0.1", "HTTP_PORT", Integer.toString(port), "ADMIN_PORT", "0"));
    }

    private Segment publish(int bytes) throws Exception {
        Segment segment = log.append(bytes);
        new Bus(vertx).publish(Addresses.PUBLISHED, segment);
        await().until(() -> http.get(STREAM).text().contains(segment.file()));
        return segment;
    }

    private static String path(Segment segment) {
        return "/live/" + segment.file();
    }

    @Test
    void asksToComeBackUntilThereIsASegment() throws Exception {
        Reply playlist = http.get(STREAM);
        assertThat(playlist.status()).isEqualTo(503);
        assertThat(playlist.header("Retry-After")).isEqualTo("1");
        assertThat(playlist.header("Cache-Control")).isEqualTo("no-store");
        assertThat(playlist.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(http.get("/health").text()).isEqualTo("{\"status\":\"ok\",\"stream_ready\":false}");

        publish(100);

        Reply health = http.get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.header("Content-Type")).isEqualTo("application/json");
        assertThat(health.text()).isEqualTo("{\"status\":\"ok\",\"stream_ready\":true}");
        assertThat(http.ask("HEAD", "/health").body()).isEmpty();
    }

    @Test
    void servesThePlaylist() throws Exception {
        publish(100);

        Reply playlist = http.get(STREAM);

        assertThat(playlist.status()).isEqualTo(200);
        assertThat(playlist.text())
                .isEqualTo(MediaPlaylist.text(log.read().result().orElseThrow()).orElseThrow());
        assertThat(playlist.header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(playlist.header("Cache-Control")).isEqualTo("max-age=1");
        assertThat(playlist.header("Vary")).isEqualToIgnoringCase("Accept-Encoding");
        assertThat(playlist.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(playlist.header("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(http.get(STREAM + "?_=1&x=../..").text()).isEqualTo(playlist.text());
        assertThat(http.get("http://elsewhere" + STREAM).text()).isEqualTo(playlist.text());
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        Segment segment = publish(1_234);
        for (String path : new String[] {STREAM, path(segment)}) {
            Reply get = http.get(path);
            Reply head = http.ask("HEAD", path);
            assertThat(head.body()).isEmpty();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(get.body().length));
            assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
        }
        assertThat(http.ask("HEAD", path(segment), "Range: bytes=0-1").status()).isEqualTo(200);
        assertThat(http.ask("HEAD", "/nothing").status()).isEqualTo(404);
    }

    @Test
    void compressesPlaylistsForWhoWantsIt() throws Exception {
        publish(100);
        Reply plain = http.get(STREAM);
        Reply gzip = http.get(STREAM, "Accept-Encoding: deflate, gzip;q=0.5");

        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(gzip.header("ETag")).isNotEqualTo(plain.header("ETag"));
        assertThat(http.get(STREAM, "Accept-Encoding: gzip;q=0").header("Content-Encoding"))
                .isNull();
        assertThat(http.ask("HEAD", STREAM, "Accept-Encoding: gzip").header("Content-Length"))
                .isEqualTo(Integer.toString(gzip.body().length));
    }

    @Test
    void answersNotModified() throws Exception {
        Segment segment = publish(100);
        for (String path : new String[] {STREAM, path(segment)}) {
            Reply first = http.get(path);
            String tag = first.header("ETag");
            assertThat(tag).matches("\"[^\"]+\"");
            for (String header : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
                Reply again = http.get(path, "If-None-Match: " + header, "Range: bytes=0-1");
                assertThat(again.status()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.header("ETag")).isEqualTo(tag);
                assertThat(again.header("Cache-Control")).isEqualTo(first.header("Cache-Control"));
                assertThat(again.header("Content-Length")).isNull();
            }
            assertThat(http.get(path, "If-None-Match: \"x\"").status()).isEqualTo(200);
        }
        String before = http.get(STREAM).header("ETag");
        publish(100);
        assertThat(http.get(STREAM, "If-None-Match: " + before).status()).isEqualTo(200);
    }

    @Test
    void servesSegmentsFromMemory() throws Exception {
        Segment segment = publish(100_000);
        Files.delete(dir.resolve("segments").resolve(segment.file()));

        Reply reply = http.get(path(segment));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(StreamOnDisk.bytes(segment));
        assertThat(reply.header("Content-Type")).isEqualTo("video/mp2t");
        assertThat(reply.header("Content-Length")).isEqualTo("100000");
        assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=90, immutable");
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("ETag")).isEqualTo("\"1-r\"");
    }

    @Test
    void servesRangesFromMemoryAndFromDisk() throws Exception {
        Segment past = publish(1_000);
        for (int i = 0; i < StreamOnDisk.LIST_SIZE; i++) {
            publish(1_000);
        }
        Segment last = log.read().result().orElseThrow().segments().get(StreamOnDisk.LIST_SIZE);
        assertThat(http.get(STREAM).text()).doesNotContain(past.file());
        for (Segment segment : new Segment[] {past, last}) {
            byte[] bytes = StreamOnDisk.bytes(segment);
            String path = path(segment);
            assertThat(http.get(path).body()).isEqualTo(bytes);
            range(http.get(path, "Range: bytes=10-19"), bytes, 10, 20);
            range(http.get(path, "Range: bytes=990-"), bytes, 990, 1_000);
            range(http.get(path, "Range: bytes=-1"), bytes, 999, 1_000);
            range(http.get(path, "Range: bytes=0-5000"), bytes, 0, 1_000);
            range(http.get(path, "Range: bytes=0-0", "If-Range: \"" + segment.msn() + "-r\""), bytes, 0, 1);
            assertThat(http.get(path, "Range: bytes=0-0", "If-Range: \"x\"").body())
                    .isEqualTo(bytes);
            assertThat(http.get(path, "Range: bytes=0-0,2-2").body()).isEqualTo(bytes);
            Reply beyond = http.get(path, "Range: bytes=1000-");
            assertThat(beyond.status()).isEqualTo(416);
            assertThat(beyond.header("Content-Range")).isEqualTo("bytes */1000");
            assertThat(beyond.body()).isEmpty();
        }
    }

    private static void range(Reply reply, byte[] bytes, int from, int to) {
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/" + bytes.length);
        assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(to - from));
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(bytes, from, to));
    }

    @Test
    void letsPagesOfAnyOriginPlay() throws Exception {
        Segment segment = publish(100);
        for (String path : new String[] {STREAM, path(segment), "/health"}) {
            Reply preflight = http.ask(
                    "OPTIONS",
                    path,
                    "Origin: https://player.example",
                    "Access-Control-Request-Method: GET",
                    "Access-Control-Request-Headers: range");
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.body()).isEmpty();
            assertThat(preflight.header("Content-Length")).isNull();
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("Range, If-None-Match");
            assertThat(preflight.header("Access-Control-Max-Age")).isNotNull();
            assertThat(http.get(path, "Origin: https://player.example").header("Access-Control-Allow-Origin"))
                    .isEqualTo("*");
            assertThat(http.get(path).header("Access-Control-Expose-Headers"))
                    .isEqualTo("Content-Length, Content-Range, ETag, Date");
        }
        assertThat(http.get("/nothing").header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/live",
                "/live/",
                "/nothing",
                "/live/1-x.ts",
                "/live/secret",
                "/secret",
                "/live/../secret",
                "/live/../segments/1-r.ts",
                "/live/..%2fsecret",
                "/live/%2e%2e/secret",
                "/live/%2e%2e%2fsecret",
                "/live/%252e%252e%252fsecret",
                "/live/..%5csecret",
                "/live/..\\secret",
                "/live//1-r.ts",
                "/live/./1-r.ts",
                "/live/%2fetc%2fpasswd",
                "/live//etc/passwd",
                "//etc/passwd",
                "/live/1-r.ts%00",
                "/live/1-r.ts%00.m3u8",
                "/live/1-r.ts/",
                "/live/1-r.ts;x",
                "/live/%31-r.ts",
                "/live%2f1-r.ts",
                "/LIVE/1-r.ts",
                "/live/stream_0/1-r.ts",
                "/live/%",
                "/live/%zz",
                "/live/\u00e9",
                "*",
                "live/1-r.ts",
                "..",
            })
    void knowsNothingBesidesTheLog(String path) throws Exception {
        Files.writeString(dir.resolve("secret"), "secret");
        Files.writeString(dir.resolve("segments").resolve("secret"), "secret");
        publish(100);

        Reply reply = http.get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).isEqualTo("Not Found\n");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(http.ask("POST", path).status()).isEqualTo(404);
    }

    @Test
    void namesTheMethodsItKnows() throws Exception {
        Segment segment = publish(100);
        for (String path : new String[] {STREAM, path(segment), "/health"}) {
            for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"}) {
                Reply reply = http.ask(method, path, "Content-Length: 0");
                assertThat(reply.status()).isEqualTo(405);
                assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            }
        }
    }

    @Test
    void refusesEndlessHeads() throws Exception {
        assertThat(http.get("/" + "x".repeat(5_000)).status()).isEqualTo(414);
        assertThat(http.get("/health", "X: " + "x".repeat(17_000)).status()).isEqualTo(431);
        assertThat(http.get("/health").status()).isEqualTo(200);
    }

    @Test
    void listsASegmentOnlyOnceItCanBeHad() throws Exception {
        publish(100);
        Segment late = log.append(log.next(100));
        Segment alsoLate = log.next(100);
        log.awaitTaken();
        assertThat(http.get(STREAM).text()).doesNotContain(late.file());
        assertThat(http.get(path(late)).status()).isEqualTo(404);

        log.write(late);
        log.write(alsoLate);
        log.append(alsoLate); // no hint: the log is read all the same

        await().until(() -> http.get(STREAM).text().contains(alsoLate.file()));
        assertThat(http.get(STREAM).text()).contains(late.file());
        assertThat(http.get(path(late)).body()).isEqualTo(StreamOnDisk.bytes(late));
    }

    @Test
    void goesOnWithoutASegmentThatIsLost() throws Exception {
        Segment lost = log.append(log.next(100));
        Segment next = log.append(200);

        await().until(() -> http.get(STREAM).text().contains(next.file()));

        assertThat(http.get(STREAM).text()).contains(lost.file());
        assertThat(http.get(path(lost)).status()).isEqualTo(404);
        assertThat(http.get(path(next)).body()).isEqualTo(StreamOnDisk.bytes(next));
    }

    @Test
    void forgetsWhatHasExpired() throws Exception {
        Segment past = publish(100);
        for (int i = 0; i < StreamOnDisk.LIST_SIZE; i++) {
            publish(100);
        }
        assertThat(http.get(path(past)).status()).isEqualTo(200);

        // The file goes first: found out while answering, then told by the log.
        Files.delete(dir.resolve("segments").resolve(past.file()));
        Reply gone = http.get(path(past), "Range: bytes=0-1");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.header("ETag")).isNull();
        assertThat(gone.header("Content-Range")).isNull();
        log.expire(1);
        new Bus(vertx).publish(Addresses.EXPIRED, new Expired(past.msn()));
        await().until(() -> http.get(path(past)).text().equals("Not Found\n"));
    }

    @Test
    void servesTheLastGoodPlaylistWhileTheLogIsAway() throws Exception {
        publish(100);
        publish(100);
        String good = http.get(STREAM).text();

        for (Runnable trouble : new Runnable[] {() -> log.fail("Hazelcast is away"), () -> log.goBackTo(1)}) {
            trouble.run();
            log.awaitTaken();
            assertThat(http.get(STREAM).text()).isEqualTo(good);
        }

        log.publish();
        publish(100);
    }

    @Test
    void keepsTheConnectionAndTheOrderOfManyRequests() throws Exception {
        Segment one = publish(200_000);
        Segment two = publish(300_000);
        try (Socket socket = http.connect()) {
            String both = RawHttp.request("GET", path(one)) + "\r\n" + RawHttp.request("GET", path(two)) + "\r\n";
            RawHttp.send(socket, both.repeat(20));
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 20; i++) {
                assertThat(RawHttp.read(in).body()).isEqualTo(StreamOnDisk.bytes(one));
                assertThat(RawHttp.read(in).body()).isEqualTo(StreamOnDisk.bytes(two));
            }
        }
    }

    @Test
    void aSlowReaderGetsItsSegmentEvenAfterItLeftTheWindow() throws Exception {
        Segment segment = publish(BIG);
        try (Socket socket = http.connect()) {
            RawHttp.send(socket, RawHttp.request("GET", path(segment)) + "\r\n");
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            for (int i = 0; i < StreamOnDisk.LIST_SIZE; i++) {
                publish(BIG); // as large, so that memory let go of too early would be written over
            }
            assertThat(http.get(STREAM).text()).doesNotContain(segment.file());
            Reply reply = RawHttp.read(new SequenceInputStream(new ByteArrayInputStream(new byte[] {'H'}), in));
            assertThat(reply.body()).isEqualTo(StreamOnDisk.bytes(segment));
        }
    }

    @Test
    void manySlowReadersShareTheirBytes() throws Exception {
        Segment segment = publish(BIG);
        Socket[] readers = new Socket[100];
        try {
            long before = direct();
            for (int i = 0; i < readers.length; i++) {
                readers[i] = http.connect();
                // More than memory would hold, if answers were made before somebody reads them.
                RawHttp.send(readers[i], (RawHttp.request("GET", path(segment)) + "\r\n").repeat(500));
                assertThat(readers[i].getInputStream().read()).isEqualTo('H');
            }
            assertThat(direct() - before).isLessThan(64L * 1024 * 1024);
            assertThat(answered("segment", "2xx")).isLessThan(readers.length * 5);
            assertThat(http.get(path(segment)).body()).isEqualTo(StreamOnDisk.bytes(segment));
        } finally {
            for (Socket reader : readers) {
                if (reader != null) {
                    reader.close();
                }
            }
        }
    }

    private double answered(String kind, String status) {
        return registry.counter("mux.http.requests", "kind", kind, "status", status)
                .count();
    }

    private static long direct() {
        return PlatformDependent.usedDirectMemory()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }

    @Test
    void countsRequestsAndBytes() throws Exception {
        Segment segment = publish(1_000);
        double before = registry.counter("mux.http.bytes").count();

        http.get(path(segment), "Range: bytes=0-99");
        http.get("/nothing");
        http.ask("HEAD", path(segment));

        await().untilAsserted(() -> {
            assertThat(registry.get("mux.http.bytes").counter().count() - before)
                    .isEqualTo(100 + "Not Found\n".length());
            assertThat(registry.scrape())
                    .contains("mux_http_requests_total{kind=\"segment\",status=\"2xx\"} 2.0")
                    .contains("mux_http_requests_total{kind=\"other\",status=\"4xx\"} 1.0")
                    .contains("mux_http_bytes_total");
        });
    }

    @Test
    void letsSomethingElseBeServedBeside() throws Exception {
        deploy(new HttpVerticle(
                config(0),
                log,
                dir.resolve("segments"),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                router -> router.get("/").handler(context -> context.end("demo"))));

        assertThat(http.get("/").text()).isEqualTo("demo");
        assertThat(http.get("/").header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(http.get("/other").status()).isEqualTo(404);
        assertThat(http.get("/other").text()).isEqualTo("Not Found\n");
        assertThat(http.get(STREAM).status()).isEqualTo(503);
    }

    @Test
    void standsWithTheOldWindowAfterARestart() throws Exception {
        Segment segment = publish(100);

        deploy(new HttpVerticle(config(0), log, dir.resolve("segments"), registry));

        assertThat(http.get(STREAM).text()).contains(segment.file());
    }

    @Test
    void namesThePortThatIsTaken() {
        HttpVerticle second = new HttpVerticle(config(server.port()), log, dir, registry);

        assertThatThrownBy(() -> vertx.deployVerticle(second).await(10, TimeUnit.SECONDS))
                .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port())
                .hasMessageContaining("HTTP_PORT");
    }

    @Test
    void drainsWhatIsUnderWayWhenItStops() throws Exception {
        Segment segment = publish(BIG);
        try (Socket idle = http.connect();
                Socket busy = http.connect()) {
            RawHttp.send(idle, RawHttp.request("GET", "/health") + "\r\n");
            assertThat(RawHttp.read(idle.getInputStream()).status()).isEqualTo(200);
            RawHttp.send(busy, RawHttp.request("GET", path(segment)) + "\r\n");
            assertThat(busy.getInputStream().read()).isEqualTo('H');

            Future<Void> stopped = vertx.undeploy(server.deploymentID());

            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> http.connect().close()).isInstanceOf(IOException.class);
            Reply reply = RawHttp.read(
                    new SequenceInputStream(new ByteArrayInputStream(new byte[] {'H'}), busy.getInputStream()));
            assertThat(reply.body()).isEqualTo(StreamOnDisk.bytes(segment));
            stopped.await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void doesNotWaitForEverForWhoDoesNotRead() throws Exception {
        Segment segment = publish(BIG);
        try (Socket stuck = http.connect()) {
            RawHttp.send(stuck, RawHttp.request("GET", path(segment)) + "\r\n");
            assertThat(stuck.getInputStream().read()).isEqualTo('H');
            long before = System.nanoTime();

            vertx.undeploy(server.deploymentID()).await(10, TimeUnit.SECONDS);

            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }
}
