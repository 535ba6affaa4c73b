package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.Optional;
import tv.mux.index.StreamIndex;

/** Read access to the segment index. */
public interface IndexReader {

    /** The present version of the index; empty if there is no stream yet. */
    Future<Optional<StreamIndex>> read();
}
