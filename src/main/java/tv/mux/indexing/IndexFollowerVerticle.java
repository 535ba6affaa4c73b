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
import tv.mux.common.SerialTask;
import tv.mux.index.StreamIndex;

/**
 * Follows the log on a node that does not write it: says when it has changed, and keeps it on disk where the node has
 * one, so that whoever takes over, or starts first after all were gone, knows of the stream.
 */
public final class IndexFollowerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFollowerVerticle.class);
    /** A hint may get lost; the log is read that often all the same. */
    private static final long READ_MS = 1_000;

    private final HazelcastIndex log;
    private final Optional<IndexStore> store;
    private final String node;
    private Bus bus;
    private StreamIndex last;
    private final SerialTask reads = new SerialTask(this::readOnce);
    private boolean failing;

    /**
     * Of a log.
     *
     * @param store where it is kept; empty on a node that keeps nothing
     * @param node this node's id: what it writes itself, it keeps itself
     */
    public IndexFollowerVerticle(HazelcastIndex log, Optional<IndexStore> store, String node) {
        this.log = log;
        this.store = store;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        Context here = vertx.getOrCreateContext();
        vertx.setPeriodic(READ_MS, id -> reads.request());
        return load().onSuccess(kept -> {
            kept.ifPresent(log::learn);
            log.onChange(() -> here.runOnContext(hint -> reads.request()));
            reads.request();
        });
    }

    private Future<Optional<StreamIndex>> load() {
        return store.map(disk -> vertx.executeBlocking(disk::load)).orElse(Future.succeededFuture(Optional.empty()));
    }

    /** The components that need the index report read errors. */
    private Future<?> readOnce() {
        return log.read().recover(e -> Future.succeededFuture(Optional.empty())).compose(this::take);
    }

    private Future<?> take(Optional<StreamIndex> read) {
        if (read.isEmpty() || read.get().equals(last)) {
            return Future.succeededFuture();
        }
        StreamIndex entry = read.get();
        tellNewest(last, entry);
        last = entry;
        bus.publish(Addresses.LOG_CHANGED, Acknowledged.DONE);
        if (store.isEmpty() || entry.node().equals(node)) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
                    store.get().save(entry);
                    return null;
                })
                .onSuccess(kept -> failing = false)
                .onFailure(e -> {
                    if (!failing) {
                        LOG.warn(
                                "the log is not kept on this node's disk: {}; it is tried at its next change",
                                e.toString());
                    }
                    failing = true;
                });
    }

    /** Publishes the newest segment on this node. On the leader's own node, the leader publishes it. */
    private void tellNewest(StreamIndex before, StreamIndex now) {
        boolean moved = before != null && now.listedUpTo() > before.listedUpTo();
        if (moved && !now.node().equals(node) && !now.listed().isEmpty()) {
            bus.publishHere(Addresses.PUBLISHED, now.listed().get(now.listed().size() - 1));
        }
    }

    /** Waits until the current write has finished, so that no partial file is left. */
    @Override
    public Future<?> stop() {
        log.onChange(() -> {});
        return reads.close();
    }
}
