package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Segment;
import tv.mux.log.LogEntry;
import tv.mux.log.LogReader;
import tv.mux.playlist.MediaPlaylist;

/**
 * The {@link View} of now, made anew whenever the log has changed. A segment is listed only once its bytes are in memory,
 * so that whoever reads its name can have it at once. While the log is away, what it said last stands. Lives on one event
 * loop.
 */
final class LiveView {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final long READ_TIMEOUT_MS = 2_000;
    private static final long LOAD_TIMEOUT_MS = 10_000;
    /** A segment that cannot be read so often is listed without: a hole may be skipped, a playlist that stands still not. */
    private static final int TRIES = 3;

    private final Vertx vertx;
    private final Context context;
    private final LogReader log;
    private final SegmentFiles files;
    private final Map<String, ByteBuf> memory = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private View view = View.EMPTY;
    private boolean busy;
    private boolean again;
    private String trouble = "";

    LiveView(Vertx vertx, LogReader log, SegmentFiles files) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.log = log;
        this.files = files;
    }

    /** What can be fetched now. */
    View now() {
        return view;
    }

    /**
     * Reads the log and takes over what is new. One at a time: what comes meanwhile is done once more afterwards.
     *
     * @return done when this was tried; it does not fail, the log tells why nothing came of it
     */
    Future<Void> refresh() {
        if (busy) {
            again = true;
            return Future.succeededFuture();
        }
        busy = true;
        return Future.fromCompletionStage(log.read().toCompletionStage(), context)
                .timeout(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new IOException("the log cannot be read: " + e.getMessage(), e)))
                .compose(this::take)
                .onSuccess(done -> trouble = "")
                .otherwise(this::told)
                .onComplete(done -> {
                    busy = false;
                    if (again) {
                        again = false;
                        refresh();
                    }
                });
    }

    private Future<Void> take(Optional<LogEntry> read) {
        if (read.isEmpty() || read.get().segments().equals(view.segments())) {
            return Future.succeededFuture();
        }
        LogEntry entry = read.get();
        if (entry.nextMsn() < view.nextMsn()) {
            return Future.failedFuture("the log went back from " + view.nextMsn() + " to " + entry.nextMsn());
        }
        List<Segment> missing = entry.window().stream()
                .filter(segment -> !memory.containsKey(segment.file()))
                .filter(segment -> failures.getOrDefault(segment.file(), 0) < TRIES)
                .toList();
        return load(missing).compose(loaded -> {
            memory.putAll(loaded.bytes());
            loaded.failed().forEach(file -> failures.merge(file, 1, Integer::sum));
            if (loaded.failed().stream().anyMatch(file -> failures.get(file) < TRIES)) {
                return Future.failedFuture(loaded.reason());
            }
            swap(entry);
            return loaded.failed().isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(loaded.reason() + "; listed all the same");
        });
    }

    /** What came of reading segments: their bytes by file name, the names of those that failed, and why the last did. */
    private record Loaded(Map<String, ByteBuf> bytes, Set<String> failed, String reason) {}

    private Future<Loaded> load(List<Segment> missing) {
        if (missing.isEmpty()) {
            return Future.succeededFuture(new Loaded(Map.of(), Set.of(), ""));
        }
        return vertx.executeBlocking(() -> read(missing), false)
                .timeout(LOAD_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new IOException("segments cannot be read: " + e.getMessage(), e)));
    }

    private Loaded read(List<Segment> missing) {
        Map<String, ByteBuf> bytes = new HashMap<>();
        Map<String, Throwable> failed = new HashMap<>();
        for (Segment segment : missing) {
            try {
                bytes.put(segment.file(), files.read(segment, SegmentFiles.SOURCE));
            } catch (IOException | RuntimeException | OutOfMemoryError e) { // direct memory has a limit of its own
                failed.put(segment.file(), e);
            }
        }
        String reason = failed.entrySet().stream()
                .map(one -> "segment " + one.getKey() + " cannot be read: " + one.getValue())
                .sorted()
                .collect(Collectors.joining("; "));
        return new Loaded(bytes, failed.keySet(), reason);
    }

    private void swap(LogEntry entry) {
        Optional<String> text = MediaPlaylist.text(entry);
        if (text.isEmpty()) {
            return;
        }
        keepOnly(entry.window().stream().map(Segment::file).collect(Collectors.toSet()));
        Map<String, Resource> resources = new HashMap<>();
        resources.put(View.STREAM, Resource.Playlist.of(text.get()));
        for (Segment segment : entry.segments()) {
            resources.put(
                    SegmentFiles.address(segment),
                    Resource.Media.of(segment, memory.get(segment.file()), files.file(segment, SegmentFiles.SOURCE)));
        }
        view = View.of(entry, resources);
    }

    /** Responses that are still being written hold their segment for themselves. */
    private void keepOnly(Set<String> window) {
        failures.keySet().retainAll(window);
        memory.forEach((file, bytes) -> {
            if (!window.contains(file)) {
                bytes.release();
            }
        });
        memory.keySet().retainAll(window);
    }

    /** Lets go of the memory; nothing can be fetched any more. */
    void close() {
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
}
