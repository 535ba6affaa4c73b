package tv.mux.scheduler;

/** An item of a server-sent event stream. */
sealed interface SseItem {

    /**
     * A complete event with data.
     *
     * @param type its {@code event} field; empty if it has none, which a browser treats as {@code message}
     * @param data its {@code data} lines, joined with line feeds
     * @param id the last event id after this event; empty if there is none
     */
    record Event(String type, String data, String id) implements SseItem {}

    /**
     * The server asks for another reconnection time.
     *
     * @param ms milliseconds, at least 0
     */
    record Retry(long ms) implements SseItem {}

    /** An event larger than {@link SseParser#MAX_EVENT_BYTES}. Only its id and reconnection time are kept. */
    record Oversized() implements SseItem {}
}
