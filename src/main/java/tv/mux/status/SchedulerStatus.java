package tv.mux.status;

/**
 * How the connection to the scheduler fares, and what of its words was not taken.
 *
 * @param connected whether it is heard now
 * @param since since when it is, or is not, milliseconds since the epoch
 * @param lost why it is not heard; empty when it is
 * @param refused why its last bad event was not taken; empty when none was bad since the last good one
 * @param refusedAt when that came, milliseconds since the epoch; 0 when none did
 */
public record SchedulerStatus(boolean connected, long since, String lost, String refused, long refusedAt) {}
