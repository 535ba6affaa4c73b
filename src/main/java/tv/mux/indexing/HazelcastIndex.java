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
 * Stores the log as one entry of a Hazelcast map, or in memory on a node that is alone. One entry processor makes all
 * changes. Never blocks the caller; an operation that takes more than two seconds fails.
 */
public final class HazelcastIndex implements SharedIndex {
    /** The map's name. */
    public static final String MAP = "mux.log";

    private static final String STREAM = "stream";
    /** Hazelcast by itself tries for a minute or two. */
    private static final long LIMIT_MS = 2_000;

    private final Vertx vertx;
    private final Supplier<CompletionStage<String>> reader;
    private final Function<HazelcastLog.Apply, CompletionStage<String>> changer;
    private volatile Known read;
    private volatile StreamIndex known;
    private volatile Runnable ear = () -> {};

    private record Known(String text, StreamIndex entry) {}

    /** Over a member or a lite member of the cluster. Blocks: not for an event loop. */
    public HazelcastIndex(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        IMap<String, String> map = hazelcast.getMap(MAP);
        this.reader = () -> map.getAsync(STREAM);
        this.changer = change -> map.submitToKey(STREAM, change);
        EntryAddedListener<String, String> added = event -> ear.run();
        EntryUpdatedListener<String, String> updated = event -> ear.run();
        map.addEntryListener(added, STREAM, false);
        map.addEntryListener(updated, STREAM, false);
    }

    /** Stores the log of a node that is alone, in memory. */
    public HazelcastIndex(Vertx vertx) {
        this.vertx = vertx;
        LocalEntry local = new LocalEntry();
        this.reader = () -> CompletableFuture.completedStage(local.text());
        this.changer = change -> {
            String answer = local.change(change::process);
            ear.run();
            return CompletableFuture.completedStage(answer);
        };
    }

    @Override
    public Future<Optional<StreamIndex>> read() {
        return inTime("read", reader).map(text -> Optional.ofNullable(text).map(this::entry));
    }

    @Override
    public Future<StreamIndex> change(IndexChange change) {
        return inTime("changed", () -> changer.apply(new HazelcastLog.Apply(IndexJson.text(change))))
                .compose(answer -> answer.startsWith("{")
                        ? Future.succeededFuture(entry(answer))
                        : Future.failedFuture(RefusedChangeException.of(answer)));
    }

    /**
     * Runs an action whenever the index has changed, on a thread of Hazelcast. The call is a hint only: some changes
     * cause no call.
     */
    public void onChange(Runnable changed) {
        ear = changed;
    }

    /** The newest index that this node has seen. */
    public Optional<StreamIndex> known() {
        return Optional.ofNullable(known);
    }

    /** Takes over an index from another source if it is newer than the newest known. */
    synchronized void learn(StreamIndex entry) {
        if (known == null || !known.newerThan(entry)) {
            known = entry;
        }
    }

    /** Parses an index. The text is read every second but changes every few, so the last result is kept. */
    private StreamIndex entry(String text) {
        Known last = read;
        if (last == null || !last.text().equals(text)) {
            last = new Known(text, IndexJson.index(text));
            read = last;
            learn(last.entry());
        }
        return last.entry();
    }

    /** An answer that comes later is not heard; what was asked for may have happened all the same. */
    private <T> Future<T> inTime(String done, Supplier<CompletionStage<T>> question) {
        // Where there is no member to ask, Hazelcast throws.
        return Future.succeededFuture()
                .compose(v -> Future.fromCompletionStage(question.get(), vertx.getOrCreateContext()))
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(
                        e instanceof TimeoutException
                                ? new TimeoutException("the log was not " + done + ": no answer of Hazelcast within "
                                        + LIMIT_MS + " ms")
                                : e));
    }
}
