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
     * @throws RefusedChangeException.Malformed if {@link #index} would refuse the index
     */
    public static String text(Object value) {
        try {
            if (value instanceof StreamIndex index) {
                IndexRules.check(index);
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
    public static StreamIndex index(String text) {
        int format = read(text, JsonNode.class).path("format").asInt();
        if (format > StreamIndex.FORMAT) {
            throw new LaterFormatException(format);
        }
        StreamIndex index = read(text, StreamIndex.class);
        if (index == null || format < 1 || index.shape() == null || index.timeLine() == null) {
            throw new IllegalArgumentException("not a StreamIndex: format, shape or timeLine is missing");
        }
        IndexRules.check(index);
        return index;
    }

    /**
     * Parses a change that another node sent.
     *
     * @throws IllegalArgumentException if the text is not a change
     */
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
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
