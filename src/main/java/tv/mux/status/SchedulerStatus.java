package tv.mux.status;

/**
 * State of the connection to the scheduler, and the latest refused event.
 *
 * @param connected whether the event stream is open
 * @param since when the event stream was opened or lost, milliseconds since the epoch
 * @param lost why the event stream is not open; empty if it is
 * @param refused why the latest malformed event was refused; empty if a valid event came after it, or none was refused
 * @param refusedAt when that event came, milliseconds since the epoch; 0 if there is none
 */
public record SchedulerStatus(boolean connected, long since, String lost, String refused, long refusedAt) {}
