package tv.mux.bus;

/**
 * An address for messages to all subscribers.
 *
 * @param address the event-bus address
 * @param type type of the message's body
 * @param clustered whether subscribers on other nodes receive the message too
 */
public record Topic<T>(String address, Class<T> type, boolean clustered) {}
