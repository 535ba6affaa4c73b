package tv.mux.indexing;

import io.vertx.core.Future;
import tv.mux.index.IndexChange;
import tv.mux.index.StreamIndex;

/** The segment index that all nodes share. Changes are atomic. */
public interface SharedIndex extends IndexReader {

    /**
     * Applies a change.
     *
     * @return the next version of the index; fails with {@link tv.mux.index.RefusedChangeException} if the change is
     *     not allowed
     */
    Future<StreamIndex> change(IndexChange change);
}
