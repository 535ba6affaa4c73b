package tv.mux.log;

import io.vertx.core.Future;
import java.util.List;
import tv.mux.bus.Segment;

/** The other nodes, as the leader's log needs them. Neither question fails, and both are answered within bounds. */
public interface Others {

    /** What those that live know of the stream. */
    Future<List<LogEntry>> known();

    /** Done once another muxer has a segment too, or none came to have it in time. */
    Future<Void> copied(Segment segment);

    /** Nobody: one machine alone. */
    Others NONE = new Others() {
        @Override
        public Future<List<LogEntry>> known() {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Void> copied(Segment segment) {
            return Future.succeededFuture();
        }
    };
}
