package tv.mux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.http.RawHttp.Reply;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.ExpiredSegments;
import tv.mux.model.Segment;

/** Tests that the resources of the server follow the index. */
class LiveViewIT {
    @RegisterExtension
    final LiveServer live = new LiveServer();

    @Test
    void listsASegmentOnlyWhenItCanBeFetched() throws Exception {
        live.publish(100);
        Segment late = live.index().append(live.index().next(100));
        Segment alsoLate = live.index().next(100);
        live.index().awaitProcessed();
        assertThat(live.http().get(View.STREAM).text()).doesNotContain(late.file());
        assertThat(live.http().get(LiveServer.path(late)).status()).isEqualTo(404);

        live.index().write(late);
        live.index().write(alsoLate);
        live.index().append(alsoLate); // without a message on the bus: the index is read anyway

        await().until(() -> live.http().get(View.STREAM).text().contains(alsoLate.file()));
        assertThat(live.http().get(View.STREAM).text()).contains(late.file());
        assertThat(live.http().get(LiveServer.path(late)).body()).isEqualTo(FakeIndex.bytes(late));
    }

    @Test
    void listsTheNextSegmentAlthoughOneIsLost() throws Exception {
        Segment lost = live.index().append(live.index().next(100));
        Segment next = live.index().append(200);

        await().until(() -> live.http().get(View.STREAM).text().contains(next.file()));

        assertThat(live.http().get(View.STREAM).text()).contains(lost.file());
        assertThat(live.http().get(LiveServer.path(lost)).status()).isEqualTo(404);
        assertThat(live.http().get(LiveServer.path(next)).body()).isEqualTo(FakeIndex.bytes(next));
    }

    @Test
    void answers404ForExpiredSegments() throws Exception {
        Segment past = live.publish(100);
        for (int i = 0; i < FakeIndex.LIST_SIZE; i++) {
            live.publish(100);
        }
        assertThat(live.http().get(LiveServer.path(past)).status()).isEqualTo(200);

        // First the file is deleted, then the index drops the segment.
        Files.delete(live.segmentsDir().resolve(past.file()));
        Reply gone = live.http().get(LiveServer.path(past), "Range: bytes=0-1");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.header("ETag")).isNull();
        assertThat(gone.header("Content-Range")).isNull();
        live.index().expire(1);
        new Bus(live.vertx()).publish(Addresses.EXPIRED, new ExpiredSegments(past.msn()));
        await().until(() -> live.http().get(LiveServer.path(past)).text().equals("Not Found\n"));
    }

    @Test
    void servesTheLastPlaylistWhileTheIndexCannotBeUsed() throws Exception {
        live.publish(100);
        live.publish(100);
        String good = live.http().get(View.STREAM).text();

        for (Runnable failure : new Runnable[] {
            () -> live.index().fail("Hazelcast does not answer"),
            () -> live.index().goBackTo(1)
        }) {
            failure.run();
            live.index().awaitProcessed();
            assertThat(live.http().get(View.STREAM).text()).isEqualTo(good);
        }

        live.index().publish();
        live.publish(100);
    }

    @Test
    void keepsTheNewestSegmentsInMemoryUpToTheLimit() throws Exception {
        int size = 5 << 20;
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < FakeIndex.LIST_SIZE; i++) {
            segments.add(live.publish(size));
        }
        Config small = Config.from(Map.of("HTTP_PORT", "0", "ADMIN_PORT", "0", "SEGMENT_MEMORY", "16m"));

        HttpVerticle refused = live.newServer(small);
        assertThatThrownBy(() -> live.vertx().deployVerticle(refused).await(10, TimeUnit.SECONDS))
                .hasMessage("SEGMENT_MEMORY=16777216 is too small: the segments that the playlist lists have "
                        + FakeIndex.LIST_SIZE * size + " bytes");

        LiveView.Window window = LiveView.Window.of(live.index().read().result().orElseThrow(), 16 << 20);
        assertThat(window.complete()).isFalse();
        assertThat(window.cached().keySet())
                .as("the newest")
                .containsExactly(
                        LiveServer.path(segments.get(4)),
                        LiveServer.path(segments.get(3)),
                        LiveServer.path(segments.get(2)));
    }

    @Test
    void servesAPlaylistThatIsLargerThanItsMemory() throws Exception {
        live.deploy(live.newServer(Config.from(
                Map.of("HTTP_HOST", "127.0.0.1", "HTTP_PORT", "0", "ADMIN_PORT", "0", "SEGMENT_MEMORY", "16m"))));
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < FakeIndex.LIST_SIZE; i++) {
            segments.add(live.publish(5 << 20));
        }
        for (Segment segment : segments) {
            assertThat(live.http().get(LiveServer.path(segment)).body()).isEqualTo(FakeIndex.bytes(segment));
        }
    }

    @Test
    void neverChangesAListedSegment() throws Exception {
        live.publish(100);
        live.publish(100);
        String good = live.http().get(View.STREAM).text();

        live.index().changeLastSegment();
        live.index().awaitProcessed();

        assertThat(live.http().get(View.STREAM).text()).isEqualTo(good);
    }

    @Test
    void servesTheOldPlaylistAfterARestart() throws Exception {
        Segment segment = live.publish(100);

        live.deploy(live.newServer(LiveServer.config(0)));

        assertThat(live.http().get(View.STREAM).text()).contains(segment.file());
    }

    /** After a power failure, a file can be incomplete. */
    @Test
    void doesNotServeAnIncompleteFile() throws Exception {
        Segment past = live.publish(1_000);
        Segment listed = live.publish(1_000);
        for (int i = 0; i < FakeIndex.LIST_SIZE - 1; i++) {
            live.publish(1_000);
        }
        for (Segment segment : List.of(past, listed)) {
            Files.write(live.segmentsDir().resolve(segment.file()), new byte[500]);
        }

        live.deploy(live.newServer(LiveServer.config(0)));

        await().until(() -> live.http().get(View.STREAM).text().contains(listed.file()));
        for (Segment segment : List.of(past, listed)) {
            Reply reply = live.http().get(LiveServer.path(segment));
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(live.http()
                            .get(LiveServer.path(segment), "Range: bytes=0-99")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void servesAdditionalPagesBesideTheStream() throws Exception {
        live.deploy(new HttpVerticle(
                LiveServer.config(0),
                live.index(),
                new SegmentFiles(live.vertx(), live.segmentsDir()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Map.of("/", request -> request.response().end("demo"))));

        assertThat(live.http().get("/").text()).isEqualTo("demo");
        assertThat(live.http().get("/").header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(live.http().get("/other").status()).isEqualTo(404);
        assertThat(live.http().get("/other").text()).isEqualTo("Not Found\n");
        assertThat(live.http().get(View.STREAM).status()).isEqualTo(503);
    }

    @Test
    void reportsAPortThatIsInUse() {
        HttpVerticle second = live.newServer(LiveServer.config(live.server().port()));

        assertThatThrownBy(() -> live.vertx().deployVerticle(second).await(10, TimeUnit.SECONDS))
                .hasMessageContaining(
                        "cannot listen on 127.0.0.1:" + live.server().port())
                .hasMessageContaining("HTTP_PORT");
    }
}
