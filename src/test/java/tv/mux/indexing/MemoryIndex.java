package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tv.mux.index.IndexChange;
import tv.mux.index.RefusedChangeException;
import tv.mux.index.StreamIndex;

/** An index in memory, for tests. {@link IndexContract} checks it too. */
public final class MemoryIndex implements SharedIndex {
    private final AtomicReference<StreamIndex> index = new AtomicReference<>();

    @Override
    public Future<Optional<StreamIndex>> read() {
        return Future.succeededFuture(Optional.ofNullable(index.get()));
    }

    @Override
    public Future<StreamIndex> change(IndexChange change) {
        try {
            return Future.succeededFuture(index.updateAndGet(change::applyTo));
        } catch (RefusedChangeException e) {
            return Future.failedFuture(RefusedChangeException.of(e.answer()));
        }
    }
}
