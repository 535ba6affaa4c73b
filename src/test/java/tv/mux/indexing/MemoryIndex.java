package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tv.mux.index.IndexChange;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;

/** The log of one process, in its memory: for tests, held to the same contract. */
public final class MemoryIndex implements SharedIndex {
    private final AtomicReference<StreamIndex> entry = new AtomicReference<>();

    @Override
    public Future<Optional<StreamIndex>> read() {
        return Future.succeededFuture(Optional.ofNullable(entry.get()));
    }

    @Override
    public Future<StreamIndex> change(IndexChange change) {
        try {
            return Future.succeededFuture(entry.updateAndGet(change::applyTo));
        } catch (RefusedChangeException e) {
            return Future.failedFuture(RefusedChangeException.of(e.answer()));
        }
    }
}
