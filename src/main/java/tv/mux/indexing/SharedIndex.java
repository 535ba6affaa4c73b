package tv.mux.indexing;

import io.vertx.core.Future;
import tv.mux.index.IndexChange;
import tv.mux.index.StreamIndex;

/** The shared record of the stream. All of a change happens, at once, or none of it. */
public interface SharedIndex extends IndexReader {

    /** Makes a change; the next version of the entry, or a failure that says why it was refused. */
    Future<StreamIndex> change(IndexChange change);
}
