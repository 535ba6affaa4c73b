package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tv.mux.index.IndexChange;
import tv.mux.index.StreamIndex;

/**
 * A log that is changed only as long as this node may lead: a process that was stopped, and goes on, would write into
 * its own half of a cluster that has come apart meanwhile.
 */
public record FencedIndex(SharedIndex log, BooleanSupplier mayLead) implements SharedIndex {
    @Override
    public Future<Optional<StreamIndex>> read() {
        return log.read();
    }

    @Override
    public Future<StreamIndex> change(IndexChange change) {
        return mayLead.getAsBoolean()
                ? log.change(change)
                : Future.failedFuture("this node may not lead any more: its lease was not renewed in time");
    }
}
