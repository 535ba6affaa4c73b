package tv.mux.log;

import io.vertx.core.Future;
import java.util.Optional;

/** The shared record of the stream, for those who only read it. */
public interface LogReader {

    /** What the log holds now; empty before the stream's birth. */
    Future<Optional<LogEntry>> read();
}
