package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.Hevc;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;

/** Whatever the scheduler says, the output goes on; what cannot be put on air is told, with the reason. */
class RefusalIT {
    private static final String LIST = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n";

    private static final AtomicInteger ELSEWHERE_HITS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static HttpServer elsewhere;
    private static Farm farm;
    private static MuxProcess mux;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        elsewhere = vertx.createHttpServer()
                .requestHandler(request -> {
                    ELSEWHERE_HITS.incrementAndGet();
                    request.response().end("#EXTM3U\n");
                })
                .listen(0, "127.0.0.1")
                .await();
        farm = Farm.start(
                vertx,
                Spec.of("one", 320, 180, 25),
                Spec.of("two", 320, 180, 25),
                Spec.of("three", 320, 180, 25),
                Spec.of("far", 320, 180, 25).withSegments(10, 10).withWindow(3));
        String there = "http://127.0.0.1:" + elsewhere.actualPort();
        page("/html/", "<!doctype html><title>Sign in</title>");
        page("/entries/", LIST + entry(there + "/1.ts") + entry(there + "/2.ts") + entry(there + "/3.ts"));
        farm.server().router().get("/redirect/*").handler(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", there + "/stream.m3u8")
                .end());
        farm.move("one");
        Map<String, String> settings = MuxProcess.settings(folder, farm.apiUrl());
        settings.put("INPUT_UNFIT", "refuse");
        mux = MuxProcess.start(settings).awaitSegment();
    }

    @AfterAll
    static void stop() {
        mux.close();
        farm.close();
        elsewhere.close().await();
        vertx.close().await();
    }

    @Test
    void ofABurstTheLastOneWins() throws InterruptedException {
        List<String> names = List.of("one", "two", "three");
        try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            int before = mux.switches().size();
            for (int i = 0; i < 50; i++) {
                farm.move(names.get((i + 1) % names.size()));
                TimeUnit.MILLISECONDS.sleep(100); // The burst is the point: 50 moves in 5 s.
            }
            await("the last one")
                    .atMost(MuxProcess.TIMEOUT)
                    .until(() -> mux.onAir().equals("three") && mux.stream().getJsonObject("next") == null);
            awaitListed(audit, "three");
            assertThat(mux.switches()).hasSizeBetween(before + 1, before + 2);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
        }
    }

    @Test
    void whatCannotBePutOnAirIsToldAndChangesNothing() throws Exception {
        farm.move("one");
        mux.awaitOnAir("one");
        try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            awaitListed(audit, "one");
            List<String> before = sources(audit);

            refused("http://127.0.0.1:" + Ports.free() + "/live.m3u8", "refused");
            refused(farm.apiUrl() + "/none/stream.m3u8", "HTTP status 404");
            refused(farm.apiUrl() + "/html/stream.m3u8", "no HLS playlist");
            refused(
                    farm.apiUrl() + "/redirect/stream.m3u8",
                    "/stream.m3u8 is not fetched: 127.0.0.1 is a loopback address");
            refused(farm.apiUrl() + "/entries/stream.m3u8", ".ts is not fetched: 127.0.0.1 is a loopback address");
            refused(farm.head("far"), "key frames");
            if (Hevc.isAvailable()) {
                segments("/hevc/", Hevc.segment());
                refused(farm.apiUrl() + "/hevc/stream.m3u8", "its video is hevc");
            } else {
                System.out.println("RefusalIT: no HEVC input was tried: this ffmpeg has no libx265");
            }
            farm.move("file:///etc/passwd", "bad");
            String why = "its head is not an absolute http or https URL";
            mux.awaitLine(" WARN ", why);
            await(why)
                    .atMost(MuxProcess.TIMEOUT)
                    .until(() ->
                            why.equals(mux.status().getJsonObject("scheduler").getString("refused")));

            assertThat(mux.onAir()).isEqualTo("one");
            farm.move("two");
            mux.awaitOnAir("two");
            awaitListed(audit, "two");
            before.add("two");
            assertThat(sources(audit)).isEqualTo(before);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
            assertThat(ELSEWHERE_HITS).hasValue(0);
            assertThat(mux.lines()).noneMatch(line -> line.contains(" ERROR "));
            System.out.println(
                    "RefusalIT: the good move took " + mux.switches().get(0).getLong("tookMs") + " ms");
        }
    }

    /** Moves to what cannot be put on air, and waits until the log and the status say why. */
    private static void refused(String head, String why) {
        farm.move(head, "bad");
        mux.awaitLine(" WARN ", why);
        await(why + " in the status").atMost(MuxProcess.TIMEOUT).until(() -> told(head, why));
        assertThat(mux.onAir()).isEqualTo("one");
    }

    private static boolean told(String head, String why) {
        JsonObject stream = mux.stream();
        JsonObject next = Objects.requireNonNullElse(stream.getJsonObject("next"), new JsonObject());
        return next.getString("head", "").equals(head)
                && Stream.concat(
                                Stream.ofNullable(next.getString("trouble")),
                                MuxProcess.objects(stream.getJsonArray("errors")).stream()
                                        .filter(error -> error.getString("head").equals(head))
                                        .map(error -> error.getString("text")))
                        .anyMatch(text -> text.contains(why));
    }

    private static void awaitListed(HlsAudit audit, String source) {
        await(source + " is listed").atMost(MuxProcess.TIMEOUT).until(() -> {
            List<String> sources = sources(audit);
            return !sources.isEmpty() && sources.get(sources.size() - 1).equals(source);
        });
    }

    private static List<String> sources(HlsAudit audit) {
        return new ArrayList<>(audit.runs().stream().map(Run::source).toList());
    }

    private static void page(String folder, String text) {
        farm.server().router().get(folder + "stream.m3u8").handler(request -> request.response()
                .end(text));
    }

    private static void segments(String folder, byte[] segment) throws IOException {
        page(folder, LIST + entry("1.ts") + entry("2.ts") + entry("3.ts"));
        farm.server().router().get(folder + "*").handler(request -> request.response()
                .end(Buffer.buffer(segment)));
    }

    private static String entry(String uri) {
        return "#EXTINF:2.0,\n" + uri + "\n";
    }
}
