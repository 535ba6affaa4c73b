package tv.mux.indexing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Acknowledged;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.common.SerialTask;
import tv.mux.index.StreamIndex;

/**
 * Follows the index on every node: publishes when the index has changed, and saves the index of another leader to this
 * node's disk. The next leader can then continue the stream, even after all nodes were down.
 */
public final class IndexFollowerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFollowerVerticle.class);
    /** How often the index is read without a hint, because a hint may get lost. */
    private static final long READ_MS = 1_000;

    private final HazelcastIndex index;
    private final Optional<IndexStore> store;
    private final String node;
    private Bus bus;
    private StreamIndex last;
    private final SerialTask reads = new SerialTask(this::readOnce);
    private final Repeats repeats = new Repeats();

    /**
     * Creates the follower of an index.
     *
     * @param store the disk of this node; empty on a node that stores nothing
     * @param node id of this node; as leader, {@link IndexVerticle} saves the index
     */
    public IndexFollowerVerticle(HazelcastIndex index, Optional<IndexStore> store, String node) {
        this.index = index;
        this.store = store;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        Context own = vertx.getOrCreateContext();
        vertx.setPeriodic(READ_MS, id -> reads.request());
        return load().onSuccess(saved -> {
            saved.ifPresent(index::learn);
            index.onChange(() -> own.runOnContext(hint -> reads.request()));
            reads.request();
        });
    }

    private Future<Optional<StreamIndex>> load() {
        return store.map(disk -> vertx.executeBlocking(disk::load)).orElse(Future.succeededFuture(Optional.empty()));
    }

    /** Ignores read errors, which the packages that need the index report. */
    private Future<?> readOnce() {
        return index.read()
                .recover(e -> Future.succeededFuture(Optional.empty()))
                .compose(this::process);
    }

    private Future<?> process(Optional<StreamIndex> read) {
        if (read.isEmpty() || read.get().equals(last)) {
            return Future.succeededFuture();
        }
        StreamIndex current = read.get();
        publishNewest(last, current);
        last = current;
        bus.publish(Addresses.INDEX_CHANGED, Acknowledged.DONE);
        if (store.isEmpty() || current.node().equals(node)) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
                    store.get().save(current);
                    return null;
                })
                .onSuccess(saved -> repeats.reset())
                .onFailure(this::logSaveFailure);
    }

    private void logSaveFailure(Throwable e) {
        int count = repeats.count(e.getClass().getName(), MonotonicClock.nowMs());
        if (count > 0) {
            LOG.warn(
                    "the index could not be saved to this node's disk, failure {}: {}; Mux tries again when it changes",
                    count,
                    e.toString());
        }
    }

    /** Publishes the newest segment on this node. On the leader's own node, the leader publishes it. */
    private void publishNewest(StreamIndex previous, StreamIndex current) {
        boolean newSegment = previous != null && current.listedUpTo() > previous.listedUpTo();
        if (newSegment && !current.node().equals(node) && !current.listed().isEmpty()) {
            bus.publishHere(
                    Addresses.PUBLISHED, current.listed().get(current.listed().size() - 1));
        }
    }

    /** Waits until the current write has finished, so that no partial file is left. */
    @Override
    public Future<?> stop() {
        index.onChange(() -> {});
        return reads.close();
    }
}
