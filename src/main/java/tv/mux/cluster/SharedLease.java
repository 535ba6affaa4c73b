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
 * Stores the lease in a Hazelcast map, or in memory on a node that is alone. One entry processor makes all changes.
 * Never blocks; an operation without a response within two seconds fails.
 */
public final class SharedLease {
    static final String MAP = "mux.lease";
    private static final String KEY = "stream";
    private static final long LIMIT_MS = 2_000;

    private final Vertx vertx;
    private final Supplier<CompletionStage<String>> reader;
    private final Function<Hold, CompletionStage<String>> changer;
    private final String node;

    /** Blocks: not for an event loop. */
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
        return inTime(reader);
    }

    /** Takes it, where it still is as it was seen; answers how it is then. */
    Future<LeaseRecord> take(LeaseRecord seen) {
        return inTime(() -> changer.apply(new Hold(node, seen.text())));
    }

    /** Counts it up, where this node still holds it; answers how it is then. */
    Future<LeaseRecord> renew() {
        return inTime(() -> changer.apply(new Hold(node, "")));
    }

    /** Gives it back, where this node holds it; answers how it is then. */
    Future<LeaseRecord> giveBack() {
        return inTime(() -> changer.apply(new Hold("", node)));
    }

    private Future<LeaseRecord> inTime(Supplier<CompletionStage<String>> question) {
        // Where there is no member to ask, Hazelcast throws.
        return Future.succeededFuture()
                .compose(v -> Future.fromCompletionStage(question.get(), vertx.getOrCreateContext()))
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .map(LeaseRecord::of);
    }

    /**
     * Gives the lease to a node. Its form is two texts, so that nodes of two releases understand each other.
     *
     * <p>{@code to} is the node that gets it, empty for nobody. {@code from} is the text of the lease as it must be,
     * or the node that must hold it; empty where that is {@code to} itself.
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
            LeaseRecord now = LeaseRecord.of(entry.getValue());
            boolean asSeen = from.contains(" ") && LeaseRecord.of(from).equals(now);
            boolean held = !from.contains(" ") && now.holder().equals(from.isEmpty() ? to : from);
            if (asSeen || held) {
                entry.setValue(now.heldBy(to).text());
            }
            return LeaseRecord.of(entry.getValue()).text();
        }
    }
}
