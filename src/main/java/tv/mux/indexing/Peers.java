package tv.mux.indexing;

import io.vertx.core.Future;
import java.util.List;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/** The other nodes, as the leader's log needs them. Neither question fails, and both are answered within bounds. */
public interface Peers {

    /** What those that live know of the stream. */
    Future<List<StreamIndex>> known();

    /** Done once another muxer has a segment too, or none came to have it in time. */
    Future<Void> copied(Segment segment);

    /** Nobody: one machine alone. */
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
