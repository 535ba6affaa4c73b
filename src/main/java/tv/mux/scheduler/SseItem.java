package tv.mux.scheduler;

/** What an event stream says, in the order in which it says it. */
sealed interface SseItem {

    /**
     * An event with data, complete.
     *
     * @param type its {@code event} field; empty when it has none, which a browser calls {@code message}
     * @param data its {@code data} lines, with line feeds between
     * @param id the last event id that holds with it; empty when there was none
     */
    record Event(String type, String data, String id) implements SseItem {}

    /**
     * The server's wish for how long to wait before a reconnection.
     *
     * @param ms milliseconds, at least 0
     */
    record Retry(long ms) implements SseItem {}

    /** An event that grew over {@link SseParser#MAX_EVENT_BYTES}; nothing of it is kept but its id. */
    record Oversized() implements SseItem {}
}
