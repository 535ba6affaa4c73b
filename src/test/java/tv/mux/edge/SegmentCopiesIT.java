package tv.mux.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.index.Checksum;
import tv.mux.indexing.IndexStore;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.Segment;
import tv.mux.server.ListenerTransport;
import tv.mux.status.NodeStatus.Member;

/** Segments are fetched over real sockets from the muxers that have them. */
class SegmentCopiesIT {
    private static final long LIMIT_S = 20;

    /** Longer than the default, so that a slow machine does not fail the tests. */
    private static final long HEAD_MS = 3_000;

    @TempDir
    Path dir;

    private final Vertx vertx =
            Vertx.builder().withTransport(new ListenerTransport()).build();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Member> muxers = new ArrayList<>();
    private final byte[] bytes = new byte[300_000];
    private Segment segment;

    @BeforeEach
    void createSegment() {
        new Random(1).nextBytes(bytes);
        segment = new Segment(
                7,
                0,
                false,
                0,
                4_000,
                true,
                "abc-1",
                1,
                "",
                "",
                List.of((long) bytes.length),
                List.of(Checksum.of(ByteBuffer.wrap(bytes))));
    }

    @AfterEach
    void closeVertx() throws Exception {
        vertx.close().await(LIMIT_S, TimeUnit.SECONDS);
    }

    @Test
    void aSegmentIsFetchedFromAnotherMuxerIfOneFails() throws Exception {
        byte[] damaged = bytes.clone();
        damaged[1_000] ^= 1;
        AtomicInteger damagedResponses = new AtomicInteger();
        muxerAt("damaged", request -> {
            damagedResponses.incrementAndGet();
            request.response().end(Buffer.buffer(damaged));
        });
        muxerAt("short", request -> request.response().end(Buffer.buffer(bytes).getBuffer(0, 100)));
        muxerAt("long", request -> request.response().end(Buffer.buffer(bytes).appendByte((byte) 1)));
        muxerAt("refuses", request -> request.response().setStatusCode(404).end());
        muxerAt("hangs", request -> {});
        muxers.add(new Member("away", "muxer", "http://127.0.0.1:1"));
        muxerAt("good", request -> {
            assertThat(request.path()).isEqualTo("/segments/0/7-abc-1.ts");
            request.response().end(Buffer.buffer(bytes));
        });
        SegmentCopies copies = edge();

        while (damagedResponses.get() == 0) { // the order is random, so repeat until the damaged copy was fetched
            assertThat(read(copies)).isEqualTo(bytes);
        }

        assertThat(meters.counter("mux.copies", "outcome", "corrupt").count()).isPositive();
    }

    @Test
    void theErrorNamesEveryMuxerThatWasTried() throws Exception {
        muxerAt("one", request -> request.response().setStatusCode(404).end());
        muxerAt("two", request -> request.response().setStatusCode(500).end());

        assertThatThrownBy(() -> read(edge()))
                .hasMessageContaining("node one: the node responded with status 404")
                .hasMessageContaining("node two: the node responded with status 500");
    }

    @Test
    void simultaneousReadsShareOneFetch() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Promise<Void> respond = Promise.promise();
        muxerAt("good", request -> {
            requests.incrementAndGet();
            respond.future().onSuccess(v -> request.response().end(Buffer.buffer(bytes)));
        });
        SegmentCopies copies = edge();
        List<Future<ByteBuf>> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reads.add(copies.read(segment, 0));
        }
        vertx.runOnContext(v -> respond.complete());

        for (Future<ByteBuf> read : reads) {
            assertThat(bytes(read)).isEqualTo(bytes);
        }
        assertThat(requests.get()).isEqualTo(1);
    }

    @Test
    void aMuxerStoresAFetchedSegmentAndServesIt() throws Exception {
        muxerAt("good", request -> request.response().end(Buffer.buffer(bytes)));
        try (IndexStore store = new IndexStore(dir)) {
            SegmentCopies copies = muxer(store);
            assertThat(read(copies)).isEqualTo(bytes);
            assertThat(Files.readAllBytes(copies.file(segment, 0).await(10, TimeUnit.SECONDS)))
                    .isEqualTo(bytes);

            int port = serve(store, copies);
            muxers.clear();
            muxers.add(new Member("copied", "muxer", "http://127.0.0.1:" + port));
            assertThat(read(edge())).isEqualTo(bytes);
        }
    }

    @Test
    void aDamagedFileIsFetchedAgain() throws Exception {
        muxerAt("good", request -> request.response().end(Buffer.buffer(bytes)));
        try (IndexStore store = new IndexStore(dir)) {
            byte[] damaged = bytes.clone();
            damaged[5] ^= 1;
            Files.write(store.segments().resolve(segment.file()), damaged);
            SegmentCopies copies = muxer(store);

            assertThat(read(copies)).isEqualTo(bytes);
            assertThat(Files.readAllBytes(copies.file(segment, 0).await(10, TimeUnit.SECONDS)))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void theLeaderWaitsForOneCopyForALimitedTime() throws Exception {
        muxerAt("good", request -> request.response().end(Buffer.buffer(bytes)));
        try (IndexStore store = new IndexStore(dir)) {
            int port = serve(store, muxer(store));
            Member other = new Member("other", "muxer", "http://127.0.0.1:" + port);
            Member hangs = muxerAt("hangs", request -> {});
            HttpPeers peers = new HttpPeers(vertx, client(), "good", () -> List.of(hangs, other), 10_000, meters);

            peers.copied(segment).await(LIMIT_S, TimeUnit.SECONDS);
            assertThat(Files.readAllBytes(store.segments().resolve(segment.file())))
                    .isEqualTo(bytes);
            assertThat(meters.counter("mux.segments.uncopied").count()).isZero();

            new HttpPeers(vertx, client(), "good", () -> List.of(hangs), meters)
                    .copied(segment)
                    .await(LIMIT_S, TimeUnit.SECONDS);
            // The counter increases a moment after the future completes.
            await().until(() -> meters.counter("mux.segments.uncopied").count() == 1);
        }
    }

    @Test
    void onlySegmentsCanBeFetched() throws Exception {
        Files.writeString(dir.resolve("secret.ts"), "secret");
        try (IndexStore store = new IndexStore(dir)) {
            int port = serve(store, muxer(store));
            for (String path : List.of(
                    "/segments/0/../secret.ts",
                    "/segments/0/%2e%2e%2fsecret.ts",
                    "/segments/0/secret.ts",
                    "/segments/100/7-abc-1.ts",
                    "/segments/0/7-abc-1.ts",
                    "/",
                    "/log")) {
                var response = vertx.createHttpClient()
                        .request(io.vertx.core.http.HttpMethod.GET, port, "127.0.0.1", path)
                        .compose(request -> request.send())
                        .await(LIMIT_S, TimeUnit.SECONDS);
                assertThat(response.statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    private int serve(IndexStore store, SegmentCopies copies) throws Exception {
        int port = Ports.free();
        Config config = Config.from(Map.of(
                "CLUSTER_MEMBERS", "127.0.0.1:1", "CLUSTER_HOST", "127.0.0.1", "NODE_PORT", Integer.toString(port)));
        vertx.deployVerticle(new NodeVerticle(
                        config.cluster(), Optional.of(store.segments()), copies, Optional::empty, meters))
                .await(LIMIT_S, TimeUnit.SECONDS);
        return port;
    }

    private NodeClient client() {
        return new NodeClient(vertx.createHttpClient(), Optional.empty(), HEAD_MS);
    }

    private SegmentCopies edge() {
        return new SegmentCopies(vertx, client(), Optional.empty(), () -> muxers, meters);
    }

    private SegmentCopies muxer(IndexStore store) {
        SegmentCopies.Disk disk = new SegmentCopies.Disk(new SegmentFiles(vertx, store.segments()), store);
        return new SegmentCopies(vertx, client(), Optional.of(disk), () -> List.copyOf(muxers), meters);
    }

    private Member muxerAt(String name, Handler<HttpServerRequest> handler) throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(LIMIT_S, TimeUnit.SECONDS)
                .actualPort();
        Member member = new Member(name, "muxer", "http://127.0.0.1:" + port);
        muxers.add(member);
        return member;
    }

    private byte[] read(SegmentCopies copies) throws Exception {
        return bytes(copies.read(segment, 0));
    }

    private static byte[] bytes(Future<ByteBuf> reading) throws Exception {
        ByteBuf buffer = reading.await(LIMIT_S, TimeUnit.SECONDS);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }
}
