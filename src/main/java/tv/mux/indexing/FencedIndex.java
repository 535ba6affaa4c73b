package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tv.mux.index.IndexChange;
import tv.mux.index.StreamIndex;

/**
 * Fencing of an index: refuses changes when this node may no longer lead. Otherwise a process that was suspended could
 * resume and change the index in its half of a partitioned cluster.
 */
public record FencedIndex(SharedIndex index, BooleanSupplier mayLead) implements SharedIndex {
    @Override
    public Future<Optional<StreamIndex>> read() {
        return index.read();
    }

    @Override
    public Future<StreamIndex> change(IndexChange change) {
        return mayLead.getAsBoolean()
                ? index.change(change)
                : Future.failedFuture("this node must not change the index: its lease was not renewed in time");
    }
}
