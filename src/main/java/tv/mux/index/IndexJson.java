package tv.mux.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import tv.mux.model.Segment;

/** JSON of the segment index, its changes and its segments, on disk and between nodes. Ignores unknown properties. */
public final class IndexJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private IndexJson() {}

    /**
     * The JSON of an index or of a change.
     *
     * @throws RefusedChangeException.Malformed if {@link #entry} would refuse the index
     */
    public static String text(Object value) {
        try {
            if (value instanceof StreamIndex entry) {
                IndexRules.check(entry);
            }
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new RefusedChangeException.Malformed(e.getMessage());
        }
    }

    /**
     * Parses an index that was read from disk, from another node or from the shared map.
     *
     * @throws IllegalArgumentException if the text is not an index, or if the index violates {@link IndexRules}
     * @throws LaterFormatException if a later release wrote the index
     */
    public static StreamIndex entry(String text) {
        int format = read(text, JsonNode.class).path("format").asInt();
        if (format > StreamIndex.FORMAT) {
            throw new LaterFormatException(format);
        }
        StreamIndex entry = read(text, StreamIndex.class);
        if (entry == null || format < 1 || entry.shape() == null || entry.timeLine() == null) {
            throw new IllegalArgumentException("no StreamIndex: format, shape or timeLine is missing");
        }
        IndexRules.check(entry);
        return entry;
    }

    public static IndexChange change(String text) {
        return read(text, IndexChange.class);
    }

    /**
     * Parses a segment that another node sent.
     *
     * @throws IllegalArgumentException if the text is not a segment
     */
    public static Segment segment(String text) {
        return read(text, Segment.class);
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
