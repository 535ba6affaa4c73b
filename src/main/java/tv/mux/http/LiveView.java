package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.common.SerialTask;
import tv.mux.index.StreamIndex;
import tv.mux.indexing.IndexReader;
import tv.mux.indexing.SegmentSource;
import tv.mux.model.Segment;

/**
 * Keeps the present {@link View}, and replaces it when the index has changed. Lists a segment only when its bytes are
 * in memory, so that a player can fetch each listed segment at once. Keeps the last view while the index cannot be read
 * and if the index contradicts the view. Runs on one event loop.
 */
final class LiveView {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final long READ_TIMEOUT_MS = 2_000;
    private static final long LOAD_TIMEOUT_MS = 10_000;
    /** A segment is listed without its bytes after this many failed reads: players skip a gap, but not a stall. */
    private static final int MAX_READS = 3;

    private final Context context;
    private final IndexReader index;
    private final SegmentSource source;
    private final long limit;
    private final Map<String, ByteBuf> memory = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private View view = View.EMPTY;
    private Set<String> cached = Set.of();
    private final SerialTask refreshes = new SerialTask(this::readOnce);
    private boolean closed;
    private final Repeats failedRefreshes = new Repeats();

    /**
     * Creates an empty view.
     *
     * @param source reads the bytes of segments
     * @param limit maximum size of the segments in memory, in bytes
     */
    LiveView(Vertx vertx, IndexReader index, SegmentSource source, long limit) {
        this.context = vertx.getOrCreateContext();
        this.index = index;
        this.source = source;
        this.limit = limit;
    }

    /** The segments and playlists that players can request now. */
    View now() {
        return view;
    }

    /** Bytes of the segments held in memory. */
    long memoryBytes() {
        return memory.values().stream().mapToLong(ByteBuf::readableBytes).sum();
    }

    /**
     * Reads the index and takes over new segments. A call during a refresh causes one more refresh after it.
     *
     * @return completes at the end of the present refresh; never fails, since a failed refresh is logged
     */
    Future<Void> refresh() {
        return refreshes.request();
    }

    private Future<Void> readOnce() {
        return Future.fromCompletionStage(index.read().toCompletionStage(), context)
                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new IOException("the index cannot be read: " + e.getMessage(), e)))
                .compose(this::update)
                .onSuccess(done -> failedRefreshes.reset())
                .otherwise(this::logFailure);
    }

    private Future<Void> update(Optional<StreamIndex> read) {
        if (read.isEmpty() || read.get().listed().equals(view.segments())) {
            return Future.succeededFuture();
        }
        StreamIndex latest = read.get();
        Optional<String> contradiction = view.contradiction(latest);
        if (contradiction.isPresent()) {
            return Future.failedFuture(contradiction.get());
        }
        Window window = Window.of(latest, limit);
        cached = window.cached().keySet();
        return load(window).compose(failed -> {
            failed.keySet().forEach(path -> failures.merge(path, 1, Integer::sum));
            String reason = failed.values().stream().sorted().collect(Collectors.joining("; "));
            if (failed.keySet().stream().anyMatch(path -> failures.get(path) < MAX_READS)) {
                return Future.failedFuture(reason);
            }
            replace(latest);
            if (!failed.isEmpty()) {
                return Future.failedFuture(reason + "; the playlist lists it without its bytes");
            }
            return window.complete()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                            "the playlist's segments have " + window.bytes() + " bytes, SEGMENT_MEMORY is " + limit
                                    + ": the oldest segments are read again for each request");
        });
    }

    /** Reads the segments that are not in memory yet. Returns the paths that could not be read, and the reasons. */
    private Future<Map<String, String>> load(Window window) {
        Map<String, String> failed = new HashMap<>();
        List<Future<?>> reads = new ArrayList<>();
        window.cached().forEach((path, file) -> {
            if (!memory.containsKey(path) && failures.getOrDefault(path, 0) < MAX_READS) {
                reads.add(source.read(file.segment(), file.rendition())
                        .onSuccess(bytes -> keep(path, bytes))
                        .onFailure(e -> failed.put(path, "segment " + path + " cannot be read: " + e.getMessage())));
            }
        });
        return reads.isEmpty()
                ? Future.succeededFuture(Map.of())
                : Future.join(reads)
                        .timeout(LOAD_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                        .transform(done -> done.failed() && failed.isEmpty()
                                ? Future.failedFuture("segments cannot be read: "
                                        + done.cause().getMessage())
                                : Future.succeededFuture(Map.copyOf(failed)));
    }

    private void keep(String path, ByteBuf bytes) {
        ByteBuf unused = closed || !cached.contains(path) ? bytes : memory.put(path, bytes);
        if (unused != null) {
            unused.release();
        }
    }

    private void replace(StreamIndex latest) {
        retain(cached);
        Map<String, Resource> resources = View.resources(latest, memory);
        if (!resources.isEmpty()) {
            view = View.of(latest, resources);
        }
    }

    /** Releases the segments with other paths. A response that is being written keeps its own reference. */
    private void retain(Set<String> paths) {
        failures.keySet().retainAll(paths);
        memory.forEach((path, bytes) -> {
            if (!paths.contains(path)) {
                bytes.release();
            }
        });
        memory.keySet().retainAll(paths);
    }

    /** Releases the memory. Nothing can be fetched any more. */
    void close() {
        closed = true;
        view = View.EMPTY;
        retain(Set.of());
    }

    private Void logFailure(Throwable e) {
        String reason = String.valueOf(e.getMessage());
        int count = failedRefreshes.count(reason, MonotonicClock.nowMs());
        if (count > 0) {
            LOG.warn(
                    "the playlist, which ends at segment {}, was not refreshed cleanly ({} times): {}",
                    view.nextMsn() - 1,
                    count,
                    reason);
        }
        return null;
    }

    /**
     * The segments of the playlist, and which of them are kept in memory.
     *
     * @param cached the segments that are kept in memory, by path, newest first
     * @param bytes total size of the playlist's segments
     * @param complete whether all of them are kept in memory
     */
    record Window(Map<String, SegmentFile> cached, long bytes, boolean complete) {

        /** A segment of one rendition. */
        record SegmentFile(Segment segment, int rendition) {}

        /** Keeps the newest segments in memory, up to {@code limit} bytes. */
        static Window of(StreamIndex index, long limit) {
            Map<String, SegmentFile> cached = new LinkedHashMap<>();
            List<Segment> window = index.window();
            long bytes = 0;
            for (int i = window.size() - 1; i >= 0; i--) {
                Segment segment = window.get(i);
                bytes += segment.bytes().stream().mapToLong(Long::longValue).sum();
                if (bytes <= limit) {
                    for (int n = 0; n < segment.bytes().size(); n++) {
                        cached.put(Paths.segment(index.shape(), segment, n), new SegmentFile(segment, n));
                    }
                }
            }
            return new Window(cached, bytes, bytes <= limit);
        }
    }
}
