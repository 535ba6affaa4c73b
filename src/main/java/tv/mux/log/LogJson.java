package tv.mux.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The log's entry and its changes as JSON: what is on disk, and what travels between nodes. */
final class LogJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private LogJson() {}

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * An entry from its text.
     *
     * @throws IllegalArgumentException when it is none, or one of a later format than this release knows
     */
    static LogEntry entry(String text) {
        LogEntry entry = read(text, LogEntry.class);
        if (entry.format() < 1 || entry.format() > LogEntry.FORMAT || entry.shape() == null) {
            throw new IllegalArgumentException(
                    "the log's format is " + entry.format() + ", this release knows " + LogEntry.FORMAT);
        }
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
