package tv.mux.indexing;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import tv.mux.index.IndexChange;
import tv.mux.index.IndexJson;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;
import tv.mux.log.HazelcastLog;

/**
 * Stores the index as one entry of a Hazelcast map, or in memory on a node without a cluster. An entry processor makes
 * all changes, so that they are atomic. Does not block; an operation that takes more than two seconds fails.
 */
public final class HazelcastIndex implements SharedIndex {
    /** Name of the map; the same in all releases. */
    public static final String MAP = "mux.log";

    private static final String STREAM = "stream";
    /** Hazelcast itself retries for a minute or two. */
    private static final long LIMIT_MS = 2_000;

    private final Vertx vertx;
    private final Supplier<CompletionStage<String>> reader;
    private final Function<HazelcastLog.Apply, CompletionStage<String>> changer;
    private volatile Parsed lastParsed;
    private volatile StreamIndex newest;
    private volatile Runnable changeListener = () -> {};

    private record Parsed(String text, StreamIndex index) {}

    /** Stores the index in a cluster. Blocks; must not run on an event loop. */
    public HazelcastIndex(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        IMap<String, String> map = hazelcast.getMap(MAP);
        this.reader = () -> map.getAsync(STREAM);
        this.changer = change -> map.submitToKey(STREAM, change);
        EntryAddedListener<String, String> added = event -> changeListener.run();
        EntryUpdatedListener<String, String> updated = event -> changeListener.run();
        map.addEntryListener(added, STREAM, false);
        map.addEntryListener(updated, STREAM, false);
    }

    /** Stores the index in memory. */
    public HazelcastIndex(Vertx vertx) {
        this.vertx = vertx;
        LocalEntry local = new LocalEntry();
        this.reader = () -> CompletableFuture.completedStage(local.text());
        this.changer = change -> {
            String answer = local.change(change::process);
            changeListener.run();
            return CompletableFuture.completedStage(answer);
        };
    }

    @Override
    public Future<Optional<StreamIndex>> read() {
        return withTimeout("read", reader).map(text -> Optional.ofNullable(text).map(this::parsed));
    }

    @Override
    public Future<StreamIndex> change(IndexChange change) {
        return withTimeout("changed", () -> changer.apply(new HazelcastLog.Apply(IndexJson.text(change))))
                .compose(answer -> answer.startsWith("{")
                        ? Future.succeededFuture(parsed(answer))
                        : Future.failedFuture(RefusedChangeException.of(answer)));
    }

    /**
     * Runs an action whenever the index has changed, on a thread of Hazelcast. The call is a hint only: some changes
     * cause no call.
     */
    public void onChange(Runnable action) {
        changeListener = action;
    }

    /** The newest index that this node has seen. */
    public Optional<StreamIndex> known() {
        return Optional.ofNullable(newest);
    }

    /** Takes over an index from another source if it is newer than the newest known. */
    synchronized void learn(StreamIndex index) {
        if (newest == null || !newest.newerThan(index)) {
            newest = index;
        }
    }

    /** Parses an index. The text is read more often than it changes, so the last result is kept. */
    private StreamIndex parsed(String text) {
        Parsed last = lastParsed;
        if (last == null || !last.text().equals(text)) {
            last = new Parsed(text, IndexJson.index(text));
            lastParsed = last;
            learn(last.index());
        }
        return last.index();
    }

    /** Limits the time of an operation. An operation that timed out may still succeed. */
    private <T> Future<T> withTimeout(String done, Supplier<CompletionStage<T>> operation) {
        // Inside compose, because Hazelcast throws if there is no member.
        return Future.succeededFuture()
                .compose(v -> Future.fromCompletionStage(operation.get(), vertx.getOrCreateContext()))
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(
                        e instanceof TimeoutException
                                ? new TimeoutException("the index was not " + done
                                        + ": Hazelcast did not respond within " + LIMIT_MS + " ms")
                                : e));
    }
}
