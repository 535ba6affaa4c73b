package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.bus.Call;
import tv.mux.index.IndexChange;
import tv.mux.index.StreamIndex;
import tv.mux.model.AppendRequest;
import tv.mux.model.ExpiredSegments;
import tv.mux.model.ResumePoint;
import tv.mux.model.Segment;
import tv.mux.ts.TsSegment;

@ExtendWith(VertxExtension.class)
class IndexVerticleIT {
    private static final long LIMIT_S = 20;

    @TempDir
    static Path sources;

    private static List<Path> run;

    @TempDir
    Path folder;

    private final List<Segment> published = new CopyOnWriteArrayList<>();
    /** Modifies the results of changes. */
    private final AtomicReference<UnaryOperator<Future<StreamIndex>>> results = new AtomicReference<>(result -> result);

    private Vertx vertx;
    private Bus bus;
    private MemoryIndex index = new MemoryIndex();
    private IndexStore store;
    private String deployment;

    @BeforeAll
    static void makeSources() throws Exception {
        run = PendingSegments.make(sources, "a", 12, "s=160x90:r=25", 2, 48_000);
        assertThat(run).hasSize(6);
    }

    @BeforeEach
    void setUp(Vertx testVertx) throws Exception {
        vertx = testVertx;
        bus = new Bus(vertx);
        bus.subscribe(Addresses.PUBLISHED, published::add);
        deploy();
    }

    @AfterEach
    void tearDown() throws Exception {
        undeploy();
    }

    private void deploy() throws IOException, TimeoutException {
        store = new IndexStore(folder);
        SharedIndex faulty = new SharedIndex() {
            @Override
            public Future<Optional<StreamIndex>> read() {
                return index.read();
            }

            @Override
            public Future<StreamIndex> change(IndexChange change) {
                return results.get().apply(index.change(change));
            }
        };
        deployment = vertx.deployVerticle(
                        new IndexVerticle(faulty, store, Peers.NONE, Sample.SHAPE, "n1", new SimpleMeterRegistry()))
                .await(LIMIT_S, TimeUnit.SECONDS);
    }

    private void undeploy() throws IOException, TimeoutException {
        vertx.undeploy(deployment).await(LIMIT_S, TimeUnit.SECONDS);
        store.close();
    }

    @Test
    void publishesAPendingSegment() throws Exception {
        AppendRequest append = request("a1", 0, true);
        byte[] bytes = Files.readAllBytes(run.get(0));
        Segment segment = call(Addresses.APPEND, append);
        assertThat(current().segments()).containsExactly(segment);
        assertThat(segment.title()).isEqualTo("Title a1");
        assertThat(segment.bytes()).containsExactly((long) bytes.length);
        byte[] file = Files.readAllBytes(store.segments().resolve(segment.file()));
        assertThat(file).hasSameSizeAs(bytes).isNotEqualTo(bytes);
        assertThat(TsSegment.read(file).durationTicks())
                .isEqualTo(TsSegment.read(bytes).durationTicks());
        await().untilAsserted(() -> assertThat(published).containsExactly(segment));
        await().untilAsserted(() ->
                assertThat(Path.of(append.segment().files().get(0).path())).doesNotExist());
        assertThat(store.load().orElseThrow().withListedUpTo(Long.MAX_VALUE)).isEqualTo(current());
    }

    @Test
    void aRepeatedRequestPublishesOneSegment() throws Exception {
        AppendRequest append = request("a1", 0, true);
        Future<Segment> first = bus.request(Addresses.APPEND, append);
        Future<Segment> second = bus.request(Addresses.APPEND, append);
        Segment segment = first.await(LIMIT_S, TimeUnit.SECONDS);
        assertThat(second.await(LIMIT_S, TimeUnit.SECONDS)).isEqualTo(segment);
        assertThat(call(Addresses.APPEND, append)).isEqualTo(segment);
        assertThat(current().segments()).containsExactly(segment);
    }

    @Test
    void concurrentRequestsArePublishedInOrder() throws Exception {
        List<Future<Segment>> all = List.of(
                bus.request(Addresses.APPEND, request("a1", 0, true)),
                bus.request(Addresses.APPEND, request("a1", 1, false)),
                bus.request(Addresses.APPEND, request("a1", 2, false)));
        Future.all(all).await(LIMIT_S, TimeUnit.SECONDS);
        List<Segment> segments = all.stream().map(Future::result).toList();
        assertThat(current().segments()).isEqualTo(segments);
        assertThat(segments.stream()
                        .map(segment -> segment.msn() - segments.get(0).msn()))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void aMissingOrMalformedFileUsesNoNumber() throws Exception {
        Segment first = call(Addresses.APPEND, request("a1", 0, true));
        AppendRequest missing = request("a1", 1, false);
        Files.delete(Path.of(missing.segment().files().get(0).path()));
        assertThatThrownBy(() -> call(Addresses.APPEND, missing)).hasMessageContaining(".ts");
        AppendRequest malformed = request("a1", 2, false);
        Files.write(Path.of(malformed.segment().files().get(0).path()), new byte[1000]);
        assertThatThrownBy(() -> call(Addresses.APPEND, malformed)).isNotNull();
        assertThat(call(Addresses.APPEND, request("a1", 3, false)).msn()).isEqualTo(first.msn() + 1);
    }

    @Test
    void aRequestCanBeRepeatedAfterADiskFailure() throws Exception {
        AppendRequest append = request("a1", 0, true);
        Path away = folder.resolve("away");
        Files.move(store.segments(), away);
        assertThatThrownBy(() -> call(Addresses.APPEND, append)).satisfies(e -> assertThat(Bus.isPermanentFailure(e))
                .as("permanent failure")
                .isFalse());
        Files.move(away, store.segments());
        assertThat(call(Addresses.APPEND, append))
                .isEqualTo(current().segments().get(0));
    }

    @Test
    void aRequestCanBeRepeatedAfterALostReply() throws Exception {
        AppendRequest append = request("a1", 0, true);
        results.set(result -> result.compose(changed -> Future.failedFuture("no reply")));
        assertThatThrownBy(() -> call(Addresses.APPEND, append)).satisfies(e -> assertThat(Bus.isPermanentFailure(e))
                .as("permanent failure")
                .isFalse());
        assertThat(current().window()).as("listed before the acknowledgement").isEmpty();
        assertThat(published).isEmpty();
        results.set(result -> result);
        Segment first = call(Addresses.APPEND, append);
        Segment second = call(Addresses.APPEND, request("b1", 1, true));
        assertThat(second.msn()).isEqualTo(first.msn() + 1);
        assertThat(current().segments()).containsExactly(first, second);
    }

    @Test
    void anIndexOnDiskThatIsNewerThanTheSharedOneIsContinued() throws Exception {
        Segment first = call(Addresses.APPEND, request("a1", 0, true));
        // The process is killed after it wrote to disk, and before it changed the shared index.
        StreamIndex before = current();
        MemoryIndex previous = index;
        index = new MemoryIndex();
        assertThatThrownBy(() -> call(Addresses.APPEND, request("a1", 1, false)))
                .hasMessageContaining("no stream");
        index = previous;
        undeploy();
        assertThat(current()).isEqualTo(before);

        deploy();
        assertThat(Sample.numbers(current())).containsExactly(first.msn(), first.msn() + 1);
        assertThat(filesOf(current())).allSatisfy(file -> assertThat(file).exists());
        assertThat(call(Addresses.APPEND, request("a2", 2, true)).msn()).isEqualTo(first.msn() + 2);
        assertThat(current().segments().stream().map(Segment::msn)).doesNotHaveDuplicates();
    }

    @Test
    void thePlaylistSurvivesTheLossOfTheSharedIndex() throws Exception {
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            call(Addresses.APPEND, request("a1", ordinal, ordinal == 0));
        }
        call(Addresses.REMEMBER, Sample.PLAYHEAD);
        StreamIndex before = current();
        undeploy();
        index = new MemoryIndex();
        deploy();
        assertThat(current().segments()).isEqualTo(before.segments());
        assertThat(current().term()).isGreaterThan(before.term());
        assertThat(filesOf(current())).allSatisfy(file -> assertThat(file).exists());
        ResumePoint resumePoint = call(Addresses.RESUME_POINT, Acknowledged.DONE);
        assertThat(resumePoint.playhead()).isEqualTo(Sample.PLAYHEAD);
        assertThat(resumePoint.onAir()).isEqualTo("http://127.0.0.1/a.m3u8");
        assertThat(resumePoint.title()).isEqualTo("Title a1");
        assertThat(resumePoint.targetDurationMs()).isEqualTo(6000);
        assertThat(resumePoint.term()).isEqualTo(current().term());
        assertThat(resumePoint.progress()).isEqualTo(before.progress());
        Segment next = call(Addresses.APPEND, request("a2", 4, true));
        assertThat(next.msn()).isEqualTo(before.nextMsn());
        assertThat(next.discontinuity()).isEqualTo(before.discontinuity() + 1);
        assertThat(next.dateMs()).isEqualTo(before.nextDateMs());
    }

    @Test
    void expiryDeletesFilesAndKeepsThePlaylist() throws Exception {
        List<ExpiredSegments> messages = new CopyOnWriteArrayList<>();
        bus.subscribe(Addresses.EXPIRED, messages::add);
        long first = current().nextMsn();
        for (int ordinal = 0; ordinal < 6; ordinal++) {
            call(Addresses.APPEND, request("a1", ordinal, ordinal == 0));
        }
        List<Path> all = filesOf(current());
        call(Addresses.EXPIRE, new ExpiredSegments(first + 1));
        assertThat(Sample.numbers(current())).containsExactlyElementsOf(numbers(first + 2, first + 6));
        call(Addresses.EXPIRE, new ExpiredSegments(Long.MAX_VALUE));
        assertThat(Sample.numbers(current())).containsExactlyElementsOf(numbers(first + 3, first + 6));
        assertThat(all.subList(0, 3)).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(all.subList(3, 6)).allSatisfy(file -> assertThat(file).exists());
        assertThat(store.load()).contains(current());
        await().untilAsserted(() -> assertThat(messages).hasSize(2));
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private List<Path> filesOf(StreamIndex current) {
        return current.segments().stream()
                .map(segment -> store.segments().resolve(segment.file()))
                .toList();
    }

    private StreamIndex current() throws TimeoutException {
        return index.read().await(LIMIT_S, TimeUnit.SECONDS).orElseThrow();
    }

    /** A request to publish a copy of a source file. */
    private AppendRequest request(String runId, int ordinal, boolean discontinuity) throws IOException {
        Path file = folder.resolve(runId + "_" + ordinal + ".ts");
        Files.copy(run.get(ordinal), file, StandardCopyOption.REPLACE_EXISTING);
        return PendingSegments.append(file, runId, ordinal, discontinuity);
    }

    private <Q, R> R call(Call<Q, R> call, Q body) throws TimeoutException {
        return bus.request(call, body).await(LIMIT_S, TimeUnit.SECONDS);
    }
}
