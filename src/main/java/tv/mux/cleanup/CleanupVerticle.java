package tv.mux.cleanup;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.index.StreamIndex;
import tv.mux.indexing.IndexReader;
import tv.mux.model.ExpiredSegments;
import tv.mux.model.Segment;

/** Every 30 seconds, requests the removal of expired segments, and deletes files that the index does not contain. */
public final class CleanupVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(CleanupVerticle.class);
    private static final long PERIOD_MS = 30_000;
    private static final long READ_TIMEOUT_MS = 5_000;
    /** How long a file is kept that is not in the index. A new segment file is there before its index entry. */
    private static final Duration ORPHAN_AGE = Duration.ofMinutes(10);

    private final IndexReader index;
    private final Duration segmentTime;
    private final Path segmentsDir;
    private final String node;
    private final long periodMs;
    private final OrphanFiles orphans;
    private final Map<String, Repeats> failures = new HashMap<>();
    private Bus bus;
    private boolean sweeping;

    /**
     * Creates the clean-up of one node.
     *
     * @param segmentTime nominal duration of a segment
     * @param outputDir the folder that contains the folder {@code segments}
     * @param node id of this node; only the leader trims the index
     */
    public CleanupVerticle(IndexReader index, Duration segmentTime, Path outputDir, String node) {
        this(index, segmentTime, outputDir, node, PERIOD_MS, ORPHAN_AGE);
    }

    CleanupVerticle(
            IndexReader index, Duration segmentTime, Path outputDir, String node, long periodMs, Duration orphanAge) {
        this.index = index;
        this.segmentTime = segmentTime;
        this.segmentsDir = outputDir.resolve("segments");
        this.node = node;
        this.periodMs = periodMs;
        this.orphans = new OrphanFiles(segmentsDir, orphanAge);
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        vertx.setPeriodic(periodMs, id -> sweep());
        return Future.succeededFuture();
    }

    private void sweep() {
        if (sweeping) {
            return;
        }
        sweeping = true;
        logged(
                        "read the index",
                        Future.fromCompletionStage(index.read().toCompletionStage(), context)
                                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .compose(read -> Future.join(expire(read), deleteOrphans(read)))
                .onComplete(done -> sweeping = false);
    }

    private Future<?> expire(Optional<StreamIndex> read) {
        OptionalLong expired = read.filter(present -> present.node().equals(node))
                .map(present -> Retention.expired(present, segmentTime))
                .orElse(OptionalLong.empty());
        if (expired.isEmpty()) {
            return Future.succeededFuture();
        }
        return logged(
                "remove the expired segments", bus.request(Addresses.EXPIRE, new ExpiredSegments(expired.getAsLong())));
    }

    /** Deletes nothing if there is no index, because the node may not have loaded it yet. */
    private Future<?> deleteOrphans(Optional<StreamIndex> read) {
        if (read.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<String> known = read.get().segments().stream().map(Segment::file).collect(Collectors.toUnmodifiableSet());
        return logged(
                "delete unknown files from " + segmentsDir,
                vertx.executeBlocking(() -> orphans.sweep(known, System.nanoTime()))
                        .onSuccess(removed -> {
                            if (!removed.isEmpty()) {
                                LOG.info(
                                        "Deleted {} files that the index does not contain from {}, among them {}",
                                        removed.size(),
                                        segmentsDir,
                                        removed.get(0));
                            }
                        }));
    }

    /** Logs a failure of a task. Each task has failures of its own, and its success resets only these. */
    private <T> Future<T> logged(String task, Future<T> future) {
        Repeats repeats = failures.computeIfAbsent(task, key -> new Repeats());
        return future.onSuccess(done -> repeats.reset()).onFailure(e -> {
            int count = repeats.count(e.getClass().getName(), MonotonicClock.nowMs());
            if (count > 0) {
                LOG.warn("Clean-up could not {}, failure {}: {}; it tries again", task, count, e.toString());
            }
        });
    }
}
