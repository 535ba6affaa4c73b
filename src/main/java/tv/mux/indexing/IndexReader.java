package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.Optional;
import tv.mux.index.StreamIndex;

/** The shared record of the stream, for those who only read it. */
public interface IndexReader {

    /** What the log holds now; empty before the stream's birth. */
    Future<Optional<StreamIndex>> read();
}
