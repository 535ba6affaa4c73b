package tv.mux.log;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * The shared record of the stream. All of a change happens at once or not at all; a change under a term that is no longer
 * the log's is refused.
 */
public interface Log {

    /** What the log holds now; empty before the stream's birth. */
    Future<Optional<LogEntry>> read();
}
