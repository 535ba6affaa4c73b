package tv.mux.log;

import io.vertx.core.Future;
import java.util.Optional;

/** The shared record of the stream. All of a change happens, at once, or none of it. */
public interface Log {

    /** What the log holds now; empty before the stream's birth. */
    Future<Optional<LogEntry>> read();

    /** Makes a change; the next version of the entry, or a failure that says why it was refused. */
    Future<LogEntry> change(Change change);
}
