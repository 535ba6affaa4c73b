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
import tv.mux.common.SerialTask;
import tv.mux.index.StreamIndex;
import tv.mux.indexing.IndexReader;
import tv.mux.indexing.SegmentSource;
import tv.mux.model.Segment;

/**
 * The {@link View} of now, made anew whenever the log has changed. A segment is listed only once its bytes are in
 * memory, so that whoever reads its name can have it at once. While the log is away, what it said last stands; where it
 * tells of a listed number otherwise than before, that stands too. Lives on one event loop.
 */
final class LiveView {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final long READ_TIMEOUT_MS = 2_000;
    private static final long LOAD_TIMEOUT_MS = 10_000;
    /**
     * A segment that cannot be read so often is listed without: a hole may be skipped, a playlist that stands still
     * not.
     */
    private static final int TRIES = 3;

    private final Context context;
    private final IndexReader log;
    private final SegmentSource source;
    private final long limit;
    private final Map<String, ByteBuf> memory = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private View view = View.EMPTY;
    private Set<String> wanted = Set.of();
    private final SerialTask refreshes = new SerialTask(this::readOnce);
    private boolean closed;
    private String trouble = "";

    /**
     * Nothing yet.
     *
     * @param source where segments are read from
     * @param limit how many bytes of segments are kept in memory at most
     */
    LiveView(Vertx vertx, IndexReader log, SegmentSource source, long limit) {
        this.context = vertx.getOrCreateContext();
        this.log = log;
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
        return Future.fromCompletionStage(log.read().toCompletionStage(), context)
                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new IOException("the log cannot be read: " + e.getMessage(), e)))
                .compose(this::take)
                .onSuccess(done -> trouble = "")
                .otherwise(this::told);
    }

    private Future<Void> take(Optional<StreamIndex> read) {
        if (read.isEmpty() || read.get().listed().equals(view.segments())) {
            return Future.succeededFuture();
        }
        StreamIndex entry = read.get();
        Optional<String> otherwise = view.contradiction(entry);
        if (otherwise.isPresent()) {
            return Future.failedFuture(otherwise.get());
        }
        Window window = Window.of(entry, limit);
        wanted = window.held().keySet();
        return load(window).compose(failed -> {
            failed.keySet().forEach(path -> failures.merge(path, 1, Integer::sum));
            String reason = failed.values().stream().sorted().collect(Collectors.joining("; "));
            if (failed.keySet().stream().anyMatch(path -> failures.get(path) < TRIES)) {
                return Future.failedFuture(reason);
            }
            swap(entry);
            if (!failed.isEmpty()) {
                return Future.failedFuture(reason + "; listed all the same");
            }
            return window.whole()
                    ? Future.succeededFuture()
                    : Future.failedFuture("the window has " + window.bytes() + " bytes, SEGMENT_MEMORY is " + limit
                            + ": its oldest segments are read anew for whoever asks");
        });
    }

    /** Reads what is to be held and is not; done with the paths of what could not be read, and why. */
    private Future<Map<String, String>> load(Window window) {
        Map<String, String> failed = new HashMap<>();
        List<Future<?>> reads = new ArrayList<>();
        window.held().forEach((path, piece) -> {
            if (!memory.containsKey(path) && failures.getOrDefault(path, 0) < TRIES) {
                reads.add(source.read(piece.segment(), piece.rendition())
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
        ByteBuf before = closed || !wanted.contains(path) ? bytes : memory.put(path, bytes);
        if (before != null) {
            before.release();
        }
    }

    private void swap(StreamIndex entry) {
        keepOnly(wanted);
        Map<String, Resource> resources = View.resources(entry, memory);
        if (!resources.isEmpty()) {
            view = View.of(entry, resources);
        }
    }

    /** Responses that are still being written hold their segment for themselves. */
    private void keepOnly(Set<String> window) {
        failures.keySet().retainAll(window);
        memory.forEach((path, bytes) -> {
            if (!window.contains(path)) {
                bytes.release();
            }
        });
        memory.keySet().retainAll(window);
    }

    /** Lets go of the memory; nothing can be fetched any more. */
    void close() {
        closed = true;
        view = View.EMPTY;
        keepOnly(Set.of());
    }

    /** The same trouble is told once, not every second. */
    private Void told(Throwable e) {
        if (!trouble.equals(e.getMessage())) {
            trouble = String.valueOf(e.getMessage());
            LOG.warn("Serving segments up to {} still: {}", view.nextMsn() - 1, trouble);
        }
        return null;
    }

    /**
     * The window, and what of it is held in memory.
     *
     * @param held by path, the newest first: as much as the bound allows
     * @param bytes how large the whole window is
     * @param whole whether all of it is held
     */
    record Window(Map<String, Piece> held, long bytes, boolean whole) {

        /** A segment of one rendition. */
        record Piece(Segment segment, int rendition) {}

        /** The window of an entry, held within a bound of bytes. */
        static Window of(StreamIndex entry, long limit) {
            Map<String, Piece> held = new LinkedHashMap<>();
            List<Segment> window = entry.window();
            long bytes = 0;
            for (int i = window.size() - 1; i >= 0; i--) {
                Segment segment = window.get(i);
                bytes += segment.bytes().stream().mapToLong(Long::longValue).sum();
                if (bytes <= limit) {
                    for (int n = 0; n < segment.bytes().size(); n++) {
                        held.put(Paths.segment(entry.shape(), segment, n), new Piece(segment, n));
                    }
                }
            }
            return new Window(held, bytes, bytes <= limit);
        }
    }
}
