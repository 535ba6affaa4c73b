package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.Hevc;
import tv.mux.harness.MuxProcess;
import tv.mux.harness.Ports;

/** Inputs that cannot be put on air: the output continues, and log and status name the reason. */
@ExtendWith(VertxExtension.class)
class RefusalIT {
    private static final String PLAYLIST_HEADER =
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n";

    private static final AtomicInteger REQUESTS_TO_OTHER_SERVER = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static HttpServer otherServer;
    private static Farm farm;
    private static MuxProcess mux;

    @BeforeAll
    static void start(Vertx vertx) {
        otherServer = vertx.createHttpServer()
                .requestHandler(request -> {
                    REQUESTS_TO_OTHER_SERVER.incrementAndGet();
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
        String other = "http://127.0.0.1:" + otherServer.actualPort();
        servePlaylist("/html/", "<!doctype html><title>Sign in</title>");
        servePlaylist(
                "/entries/",
                PLAYLIST_HEADER + entry(other + "/1.ts") + entry(other + "/2.ts") + entry(other + "/3.ts"));
        farm.server().router().get("/redirect/*").handler(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", other + "/stream.m3u8")
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
        otherServer.close().await();
    }

    @Test
    void theLastEventOfABurstWins() throws InterruptedException {
        List<String> names = List.of("one", "two", "three");
        try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            int before = mux.switches().size();
            for (int i = 0; i < 50; i++) {
                farm.move(names.get((i + 1) % names.size()));
                TimeUnit.MILLISECONDS.sleep(100); // A burst of 50 moves in 5 s, not a wait.
            }
            await("the last input of the burst on air")
                    .until(() -> mux.onAir().equals("three") && mux.stream().getJsonObject("next") == null);
            awaitListed(audit, "three");
            assertThat(mux.switches()).hasSizeBetween(before + 1, before + 2);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
        }
    }

    @Test
    void anInputThatCannotBePutOnAirIsReportedAndChangesNothing() throws Exception {
        farm.move("one");
        mux.awaitOnAir("one");
        try (HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
            awaitListed(audit, "one");
            List<String> before = sources(audit);

            assertRefused("http://127.0.0.1:" + Ports.free() + "/live.m3u8", "refused");
            assertRefused(farm.apiUrl() + "/none/stream.m3u8", "HTTP status 404");
            assertRefused(farm.apiUrl() + "/html/stream.m3u8", "is not an HLS playlist");
            assertRefused(
                    farm.apiUrl() + "/redirect/stream.m3u8",
                    "/stream.m3u8 is not fetched: 127.0.0.1 is a loopback address");
            assertRefused(
                    farm.apiUrl() + "/entries/stream.m3u8", ".ts is not fetched: 127.0.0.1 is a loopback address");
            assertRefused(farm.head("far"), "key frames");
            if (Hevc.isAvailable()) {
                serveSegment("/hevc/", Hevc.segment());
                assertRefused(farm.apiUrl() + "/hevc/stream.m3u8", "its video is hevc");
            } else {
                System.out.println("RefusalIT: no HEVC input was tried: this ffmpeg has no libx265");
            }
            farm.move("file:///etc/passwd", "bad");
            String reason = "its head is not an absolute http or https URL";
            mux.awaitLine(" WARN ", reason);
            await(reason)
                    .until(() -> reason.equals(
                            mux.status().getJsonObject("scheduler").getString("refused")));

            assertThat(mux.onAir()).isEqualTo("one");
            farm.move("two");
            mux.awaitOnAir("two");
            awaitListed(audit, "two");
            before.add("two");
            assertThat(sources(audit)).isEqualTo(before);
            assertThat(audit.breaches()).as(audit.report()).isEmpty();
            assertThat(REQUESTS_TO_OTHER_SERVER).hasValue(0);
            assertThat(mux.lines()).noneMatch(line -> line.contains(" ERROR "));
            System.out.println("RefusalIT: the move to a valid input took "
                    + mux.switches().get(0).getLong("tookMs") + " ms");
        }
    }

    /** Moves to an input that cannot be put on air, and waits until log and status name the reason. */
    private static void assertRefused(String head, String reason) {
        farm.move(head, "bad");
        mux.awaitLine(" WARN ", reason);
        await(reason + " in the status").until(() -> isReported(head, reason));
        assertThat(mux.onAir()).isEqualTo("one");
    }

    private static boolean isReported(String head, String reason) {
        JsonObject stream = mux.stream();
        JsonObject next = Objects.requireNonNullElse(stream.getJsonObject("next"), new JsonObject());
        return next.getString("head", "").equals(head)
                && Stream.concat(
                                Stream.ofNullable(next.getString("trouble")),
                                MuxProcess.objects(stream.getJsonArray("errors")).stream()
                                        .filter(error -> error.getString("head").equals(head))
                                        .map(error -> error.getString("text")))
                        .anyMatch(text -> text.contains(reason));
    }

    private static void awaitListed(HlsAudit audit, String source) {
        await(source + " in the playlist").until(() -> {
            List<String> sources = sources(audit);
            return !sources.isEmpty() && sources.get(sources.size() - 1).equals(source);
        });
    }

    private static List<String> sources(HlsAudit audit) {
        return new ArrayList<>(audit.runs().stream().map(Run::source).toList());
    }

    private static void servePlaylist(String folder, String text) {
        farm.server().router().get(folder + "stream.m3u8").handler(request -> request.response()
                .end(text));
    }

    private static void serveSegment(String folder, byte[] segment) throws IOException {
        servePlaylist(folder, PLAYLIST_HEADER + entry("1.ts") + entry("2.ts") + entry("3.ts"));
        farm.server().router().get(folder + "*").handler(request -> request.response()
                .end(Buffer.buffer(segment)));
    }

    private static String entry(String uri) {
        return "#EXTINF:2.0,\n" + uri + "\n";
    }
}
