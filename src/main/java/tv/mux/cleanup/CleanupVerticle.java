package tv.mux.cleanup;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.index.StreamIndex;
import tv.mux.indexing.IndexReader;
import tv.mux.model.ExpiredSegments;
import tv.mux.model.Segment;

/** Says every 30 seconds which segments need not be kept, and removes segment files that no log knows. */
public final class CleanupVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(CleanupVerticle.class);
    private static final long PERIOD_MS = 30_000;
    private static final long READ_TIMEOUT_MS = 5_000;
    /** A file that the log did not know for less than this may be on its way into it. */
    private static final Duration STRAY_AGE = Duration.ofMinutes(10);

    private final IndexReader log;
    private final Duration segmentTime;
    private final Path segmentsDir;
    private final String node;
    private final long periodMs;
    private final OrphanFiles strays;
    private final Set<String> failing = new HashSet<>();
    private Bus bus;
    private boolean busy;

    /**
     * A cleaner for what one log keeps.
     *
     * @param segmentTime how long a segment is meant to last
     * @param outputDir the folder whose {@code segments} holds the files
     * @param node this node's id: only the leader trims the log
     */
    public CleanupVerticle(IndexReader log, Duration segmentTime, Path outputDir, String node) {
        this(log, segmentTime, outputDir, node, PERIOD_MS, STRAY_AGE);
    }

    CleanupVerticle(
            IndexReader log, Duration segmentTime, Path outputDir, String node, long periodMs, Duration strayAge) {
        this.log = log;
        this.segmentTime = segmentTime;
        this.segmentsDir = outputDir.resolve("segments");
        this.node = node;
        this.periodMs = periodMs;
        this.strays = new OrphanFiles(segmentsDir, strayAge);
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        vertx.setPeriodic(periodMs, id -> sweep());
        return Future.succeededFuture();
    }

    private void sweep() {
        if (busy) {
            return;
        }
        busy = true;
        told(
                        "read the log",
                        Future.fromCompletionStage(log.read().toCompletionStage(), context)
                                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .compose(entry -> Future.join(expire(entry), removeStrays(entry)))
                .onComplete(done -> busy = false);
    }

    private Future<?> expire(Optional<StreamIndex> entry) {
        OptionalLong expired = entry.filter(known -> known.node().equals(node))
                .map(known -> Retention.expired(known, segmentTime))
                .orElse(OptionalLong.empty());
        if (expired.isEmpty()) {
            return Future.succeededFuture();
        }
        return told(
                "expire segments up to " + expired.getAsLong(),
                "expire segments",
                bus.request(Addresses.EXPIRE, new ExpiredSegments(expired.getAsLong())));
    }

    /** Without a log nothing is a stray: it may not have been read back yet. */
    private Future<?> removeStrays(Optional<StreamIndex> entry) {
        if (entry.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<String> known = entry.get().segments().stream().map(Segment::file).collect(Collectors.toUnmodifiableSet());
        return told(
                "remove strays from " + segmentsDir,
                "remove strays",
                vertx.executeBlocking(() -> strays.sweep(known, System.nanoTime()))
                        .onSuccess(removed -> {
                            if (!removed.isEmpty()) {
                                LOG.info(
                                        "Removed {} segment files that the log does not know from {}, among them {}",
                                        removed.size(),
                                        segmentsDir,
                                        removed.get(0));
                            }
                        }));
    }

    private <T> Future<T> told(String what, Future<T> future) {
        return told(what, what, future);
    }

    /** A failure is told once, until the same thing has worked again. */
    private <T> Future<T> told(String what, String kind, Future<T> future) {
        return future.onSuccess(done -> failing.remove(kind)).onFailure(e -> {
            if (failing.add(kind)) {
                LOG.warn("Clean-up could not {}: {}; it tries again", what, e.toString());
            }
        });
    }
}
