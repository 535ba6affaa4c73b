package tv.mux.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The log's entry and its changes as JSON: what is on disk, and what travels between nodes. */
public final class LogJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LogJson() {}

    /**
     * The JSON of an entry or a change.
     *
     * @throws IllegalStateException if it is an entry that {@link #entry} would refuse
     */
    public static String text(Object value) {
        try {
            if (value instanceof LogEntry entry) {
                EntryRules.check(entry);
            }
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /**
     * Parses an entry that was read from disk, from another node or from the shared map.
     *
     * @throws IllegalArgumentException if the text is not an entry, or if the entry violates {@link EntryRules}
     * @throws LaterFormatException when it is one of a later release
     */
    public static LogEntry entry(String text) {
        int format = read(text, JsonNode.class).path("format").asInt();
        if (format > LogEntry.FORMAT) {
            throw new LaterFormatException(format);
        }
        LogEntry entry = read(text, LogEntry.class);
        if (entry == null || format < 1 || entry.shape() == null || entry.timeLine() == null) {
            throw new IllegalArgumentException("no LogEntry: format, shape or timeLine is missing");
        }
        EntryRules.check(entry);
        return entry;
    }

    static Change change(String text) {
        return read(text, Change.class);
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
