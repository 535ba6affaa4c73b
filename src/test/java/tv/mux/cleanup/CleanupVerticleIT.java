package tv.mux.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.index.Indexes;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

@ExtendWith(VertxExtension.class)
class CleanupVerticleIT {
    @TempDir
    Path outputDir;

    private final AtomicReference<Future<Optional<StreamIndex>>> index =
            new AtomicReference<>(Future.succeededFuture(Optional.empty()));
    private final AtomicInteger reads = new AtomicInteger();
    private final List<Long> expired = new CopyOnWriteArrayList<>();
    private Path orphan;

    @BeforeEach
    void setUp(Vertx vertx) throws Exception {
        new Bus(vertx).serve(Addresses.EXPIRE, request -> {
            expired.add(request.msn());
            return Future.succeededFuture(Acknowledged.DONE);
        });
        orphan = Files.createDirectories(outputDir.resolve("segments")).resolve("0-crashed.ts");
        Files.createFile(orphan);
        CleanupVerticle cleanup = new CleanupVerticle(
                () -> {
                    reads.incrementAndGet();
                    return index.get();
                },
                Duration.ofSeconds(4),
                outputDir,
                "n",
                20,
                Duration.ofMillis(50));
        vertx.deployVerticle(cleanup).await(10, TimeUnit.SECONDS);
    }

    @Test
    void requestsRemovalOfExpiredSegmentsAndDeletesOrphans() {
        index.set(Future.succeededFuture(Optional.of(streamIndex())));

        await().untilAsserted(() -> assertThat(expired).contains(41L));
        await().untilAsserted(() -> assertThat(orphan).doesNotExist());
    }

    @Test
    void deletesNothingWhileThereIsNoIndex() {
        await().until(() -> reads.get() > 3);

        assertThat(orphan).exists();
        assertThat(expired).isEmpty();
    }

    @Test
    void continuesAfterFailures() {
        index.set(Future.failedFuture("the index cannot be read"));
        int before = reads.get();
        await().until(() -> reads.get() > before + 3);

        index.set(Future.succeededFuture(Optional.of(streamIndex())));

        await().untilAsserted(() -> assertThat(expired).contains(41L));
    }

    private static StreamIndex streamIndex() {
        List<Segment> segments = LongStream.range(0, 100)
                .mapToObj(n ->
                        new Segment(n + 1, 0, false, n * 4_000, 4_000, true, "r", 1, "", "", List.of(1L), List.of()))
                .toList();
        return Indexes.of(new StreamShape("copy", 6, 20, 1), segments);
    }
}
