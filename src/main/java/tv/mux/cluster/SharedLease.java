package tv.mux.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import tv.mux.indexing.LocalEntry;

/**
 * Reads and changes the lease that all nodes share. Stores the lease in a Hazelcast map, or in memory on a node without
 * a cluster. One entry processor makes all changes. An operation never blocks; it fails if there is no response within
 * two seconds.
 */
public final class SharedLease {
    static final String MAP = "mux.lease";
    private static final String KEY = "stream";
    private static final long LIMIT_MS = 2_000;

    private final Vertx vertx;
    private final Supplier<CompletionStage<String>> reader;
    private final Function<Hold, CompletionStage<String>> changer;
    private final String node;

    /** Opens the map. Blocks, so do not call this constructor on an event loop. */
    SharedLease(Vertx vertx, Optional<HazelcastInstance> hazelcast, String node) {
        this.vertx = vertx;
        this.node = node;
        if (hazelcast.isPresent()) {
            IMap<String, String> map = hazelcast.get().getMap(MAP);
            this.reader = () -> map.getAsync(KEY);
            this.changer = hold -> map.submitToKey(KEY, hold);
        } else {
            LocalEntry local = new LocalEntry();
            this.reader = () -> CompletableFuture.completedStage(local.text());
            this.changer = hold -> CompletableFuture.completedStage(local.change(hold::process));
        }
    }

    Future<LeaseRecord> read() {
        return withTimeout(reader);
    }

    /**
     * Makes this node the holder if the lease has not changed since it was read.
     *
     * @return the lease after the operation; another node may hold it
     */
    Future<LeaseRecord> acquire(LeaseRecord seen) {
        return withTimeout(() -> changer.apply(new Hold(node, seen.text())));
    }

    /** Increases the count if this node holds the lease. Returns the lease after the operation. */
    Future<LeaseRecord> renew() {
        return withTimeout(() -> changer.apply(new Hold(node, "")));
    }

    /** Makes the lease free if this node holds it. Returns the lease after the operation. */
    Future<LeaseRecord> release() {
        return withTimeout(() -> changer.apply(new Hold("", node)));
    }

    private Future<LeaseRecord> withTimeout(Supplier<CompletionStage<String>> operation) {
        // Hazelcast throws if its instance is not active. Compose turns the exception into a failed future.
        return Future.succeededFuture()
                .compose(v -> Future.fromCompletionStage(operation.get(), vertx.getOrCreateContext()))
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .map(LeaseRecord::of);
    }

    /**
     * Entry processor that changes the holder of the lease. Members of different releases exchange the processor, so
     * its class name and its fields must not change.
     *
     * <p>{@code to} is the id of the new holder, or empty to make the lease free. {@code from} is the condition: either
     * the text of the whole lease, which contains a space, or the id of the current holder. If {@code from} is empty,
     * {@code to} must be the current holder.
     */
    public static final class Hold implements EntryProcessor<String, String, String> {
        private static final long serialVersionUID = 1;

        private final String to;
        private final String from;

        Hold(String to, String from) {
            this.to = to;
            this.from = from;
        }

        @Override
        public String process(Map.Entry<String, String> entry) {
            LeaseRecord current = LeaseRecord.of(entry.getValue());
            boolean unchanged = from.contains(" ") && LeaseRecord.of(from).equals(current);
            boolean held = !from.contains(" ") && current.holder().equals(from.isEmpty() ? to : from);
            if (unchanged || held) {
                entry.setValue(current.heldBy(to).text());
            }
            return LeaseRecord.of(entry.getValue()).text();
        }
    }
}
