package tv.mux.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

class IndexVerticleIT {
    private static final long LIMIT_S = 20;

    @TempDir
    static Path made;

    private static List<Path> run;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final List<Segment> published = new CopyOnWriteArrayList<>();
    /** What becomes of the answer to a change. */
    private final AtomicReference<UnaryOperator<Future<StreamIndex>>> answers = new AtomicReference<>(answer -> answer);

    private MemoryIndex log = new MemoryIndex();
    private IndexStore store;
    private String deployment;

    @BeforeAll
    static void make() throws Exception {
        run = PendingSegments.make(made, "a", 12, "s=160x90:r=25", 2, 48_000);
        assertThat(run).hasSize(6);
    }

    @BeforeEach
    void begin() throws Exception {
        bus.subscribe(Addresses.PUBLISHED, published::add);
        deploy();
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().await(LIMIT_S, TimeUnit.SECONDS);
        store.close();
    }

    private void deploy() throws IOException, TimeoutException {
        store = new IndexStore(folder);
        SharedIndex faulty = new SharedIndex() {
            @Override
            public Future<Optional<StreamIndex>> read() {
                return log.read();
            }

            @Override
            public Future<StreamIndex> change(IndexChange change) {
                return answers.get().apply(log.change(change));
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
    void publishesACutAsASegment() throws Exception {
        AppendRequest append = cut("a1", 0, true);
        byte[] bytes = Files.readAllBytes(run.get(0));
        Segment segment = call(Addresses.APPEND, append);
        assertThat(entry().segments()).containsExactly(segment);
        assertThat(segment.title()).isEqualTo("Title a1");
        assertThat(segment.bytes()).containsExactly((long) bytes.length);
        byte[] file = Files.readAllBytes(store.segments().resolve(segment.file()));
        assertThat(file).hasSameSizeAs(bytes).isNotEqualTo(bytes);
        assertThat(TsSegment.read(file).durationTicks())
                .isEqualTo(TsSegment.read(bytes).durationTicks());
        await().untilAsserted(() -> assertThat(published).containsExactly(segment));
        await().untilAsserted(() ->
                assertThat(Path.of(append.segment().files().get(0).path())).doesNotExist());
        assertThat(store.load().orElseThrow().withListedUpTo(Long.MAX_VALUE)).isEqualTo(entry());
    }

    @Test
    void aCutThatIsOrderedTwiceBecomesOneSegment() throws Exception {
        AppendRequest append = cut("a1", 0, true);
        Future<Segment> first = bus.request(Addresses.APPEND, append);
        Future<Segment> second = bus.request(Addresses.APPEND, append);
        Segment segment = first.await(LIMIT_S, TimeUnit.SECONDS);
        assertThat(second.await(LIMIT_S, TimeUnit.SECONDS)).isEqualTo(segment);
        assertThat(call(Addresses.APPEND, append)).isEqualTo(segment);
        assertThat(entry().segments()).containsExactly(segment);
    }

    @Test
    void whatIsOrderedAtOnceIsAppendedInOrder() throws Exception {
        List<Future<Segment>> all = List.of(
                bus.request(Addresses.APPEND, cut("a1", 0, true)),
                bus.request(Addresses.APPEND, cut("a1", 1, false)),
                bus.request(Addresses.APPEND, cut("a1", 2, false)));
        Future.all(all).await(LIMIT_S, TimeUnit.SECONDS);
        List<Segment> segments = all.stream().map(Future::result).toList();
        assertThat(entry().segments()).isEqualTo(segments);
        assertThat(segments.stream()
                        .map(segment -> segment.msn() - segments.get(0).msn()))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void aCutWhoseFileIsGoneCostsNoNumber() throws Exception {
        Segment first = call(Addresses.APPEND, cut("a1", 0, true));
        AppendRequest lost = cut("a1", 1, false);
        Files.delete(Path.of(lost.segment().files().get(0).path()));
        assertThatThrownBy(() -> call(Addresses.APPEND, lost)).hasMessageContaining(".ts");
        AppendRequest garbage = cut("a1", 2, false);
        Files.write(Path.of(garbage.segment().files().get(0).path()), new byte[1000]);
        assertThatThrownBy(() -> call(Addresses.APPEND, garbage)).isNotNull();
        assertThat(call(Addresses.APPEND, cut("a1", 3, false)).msn()).isEqualTo(first.msn() + 1);
    }

    @Test
    void aDiskThatFailsForAWhileLosesNoCut() throws Exception {
        AppendRequest append = cut("a1", 0, true);
        Path away = folder.resolve("away");
        Files.move(store.segments(), away);
        assertThatThrownBy(() -> call(Addresses.APPEND, append)).satisfies(e -> assertThat(Bus.isPermanentFailure(e))
                .as("it may be asked again")
                .isFalse());
        Files.move(away, store.segments());
        assertThat(call(Addresses.APPEND, append)).isEqualTo(entry().segments().get(0));
    }

    @Test
    void anAnswerThatIsLostIsNoReasonToBeRefusedEverAfter() throws Exception {
        AppendRequest append = cut("a1", 0, true);
        answers.set(made -> made.compose(entry -> Future.failedFuture("no answer")));
        assertThatThrownBy(() -> call(Addresses.APPEND, append)).satisfies(e -> assertThat(Bus.isPermanentFailure(e))
                .as("it may be asked again")
                .isFalse());
        assertThat(entry().window())
                .as("what was not acknowledged is not listed")
                .isEmpty();
        assertThat(published).isEmpty();
        answers.set(answer -> answer);
        Segment first = call(Addresses.APPEND, append);
        Segment second = call(Addresses.APPEND, cut("b1", 1, true));
        assertThat(second.msn()).isEqualTo(first.msn() + 1);
        assertThat(entry().segments()).containsExactly(first, second);
    }

    @Test
    void whatWasKeptAheadOfTheLogIsTakenUpWithoutUsingANumberAgain() throws Exception {
        Segment first = call(Addresses.APPEND, cut("a1", 0, true));
        // The process dies when the disk has it, and the log has not.
        StreamIndex before = entry();
        MemoryIndex dying = log;
        log = new MemoryIndex();
        assertThatThrownBy(() -> call(Addresses.APPEND, cut("a1", 1, false))).hasMessageContaining("no stream");
        log = dying;
        undeploy();
        assertThat(entry()).isEqualTo(before);

        deploy();
        assertThat(Sample.numbers(entry())).containsExactly(first.msn(), first.msn() + 1);
        assertThat(filesOf(entry())).allSatisfy(file -> assertThat(file).exists());
        assertThat(call(Addresses.APPEND, cut("a2", 2, true)).msn()).isEqualTo(first.msn() + 2);
        assertThat(entry().segments().stream().map(Segment::msn)).doesNotHaveDuplicates();
    }

    @Test
    void theWindowStandsAfterARestartWithNothingLeftInMemory() throws Exception {
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            call(Addresses.APPEND, cut("a1", ordinal, ordinal == 0));
        }
        call(Addresses.REMEMBER, Sample.PLAYHEAD);
        StreamIndex before = entry();
        undeploy();
        log = new MemoryIndex();
        deploy();
        assertThat(entry().segments()).isEqualTo(before.segments());
        assertThat(entry().term()).isGreaterThan(before.term());
        assertThat(filesOf(entry())).allSatisfy(file -> assertThat(file).exists());
        ResumePoint origin = call(Addresses.ORIGIN, Acknowledged.DONE);
        assertThat(origin.playhead()).isEqualTo(Sample.PLAYHEAD);
        assertThat(origin.onAir()).isEqualTo("http://127.0.0.1/a.m3u8");
        assertThat(origin.title()).isEqualTo("Title a1");
        assertThat(origin.targetDurationMs()).isEqualTo(6000);
        assertThat(origin.term()).isEqualTo(entry().term());
        assertThat(origin.shown()).isEqualTo(before.progress());
        Segment next = call(Addresses.APPEND, cut("a2", 4, true));
        assertThat(next.msn()).isEqualTo(before.nextMsn());
        assertThat(next.discontinuity()).isEqualTo(before.discontinuity() + 1);
        assertThat(next.dateMs()).isEqualTo(before.nextDateMs());
    }

    @Test
    void expiryRemovesFilesAndKeepsTheWindow() throws Exception {
        List<ExpiredSegments> told = new CopyOnWriteArrayList<>();
        bus.subscribe(Addresses.EXPIRED, told::add);
        long first = entry().nextMsn();
        for (int ordinal = 0; ordinal < 6; ordinal++) {
            call(Addresses.APPEND, cut("a1", ordinal, ordinal == 0));
        }
        List<Path> all = filesOf(entry());
        call(Addresses.EXPIRE, new ExpiredSegments(first + 1));
        assertThat(Sample.numbers(entry())).containsExactlyElementsOf(numbers(first + 2, first + 6));
        call(Addresses.EXPIRE, new ExpiredSegments(Long.MAX_VALUE));
        assertThat(Sample.numbers(entry())).containsExactlyElementsOf(numbers(first + 3, first + 6));
        assertThat(all.subList(0, 3)).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(all.subList(3, 6)).allSatisfy(file -> assertThat(file).exists());
        assertThat(store.load()).contains(entry());
        await().untilAsserted(() -> assertThat(told).hasSize(2));
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private List<Path> filesOf(StreamIndex entry) {
        return entry.segments().stream()
                .map(segment -> store.segments().resolve(segment.file()))
                .toList();
    }

    private StreamIndex entry() throws TimeoutException {
        return log.read().await(LIMIT_S, TimeUnit.SECONDS).orElseThrow();
    }

    /** The order to publish a copy of one of the files, as a run leaves it. */
    private AppendRequest cut(String id, int ordinal, boolean discontinuity) throws IOException {
        Path file = folder.resolve(id + "_" + ordinal + ".ts");
        Files.copy(run.get(ordinal), file, StandardCopyOption.REPLACE_EXISTING);
        return PendingSegments.append(file, id, ordinal, discontinuity);
    }

    private <Q, A> A call(Call<Q, A> call, Q question) throws TimeoutException {
        return bus.request(call, question).await(LIMIT_S, TimeUnit.SECONDS);
    }
}
