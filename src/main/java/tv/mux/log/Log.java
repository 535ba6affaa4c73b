package tv.mux.log;

import io.vertx.core.Future;

/** The shared record of the stream. All of a change happens, at once, or none of it. */
public interface Log extends LogReader {

    /** Makes a change; the next version of the entry, or a failure that says why it was refused. */
    Future<LogEntry> change(Change change);
}
