package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.List;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/** Access to the other nodes. No method fails, and each completes within a time limit. */
public interface Peers {

    /** The indexes that the live nodes know. */
    Future<List<StreamIndex>> known();

    /** Completes when another muxer has a copy of a segment, or after the time limit. */
    Future<Void> copied(Segment segment);

    /** The peers of a node without a cluster. */
    Peers NONE = new Peers() {
        @Override
        public Future<List<StreamIndex>> known() {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Void> copied(Segment segment) {
            return Future.succeededFuture();
        }
    };
}
