package tv.mux.bus;

/**
 * An address that anybody may publish to and hear.
 *
 * @param address the event-bus address
 * @param type the record whose JSON form travels there
 * @param everywhere whether other nodes hear it too
 */
public record Topic<T>(String address, Class<T> type, boolean everywhere) {}
