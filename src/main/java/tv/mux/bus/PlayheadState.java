package tv.mux.bus;

/**
 * How the connection to the scheduler fares.
 *
 * @param connected whether it is heard now
 * @param detail what is wrong, in words for the operator; empty when nothing is
 * @param since since when, milliseconds since the epoch
 */
public record PlayheadState(boolean connected, String detail, long since) {}
