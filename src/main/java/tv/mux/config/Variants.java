package tv.mux.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import tv.mux.text.Redaction;

/** Parses {@code ABR_VARIANTS}. An error names the element, the field, the value and the allowed values. */
final class Variants {
    static final String ALLOWED =
            "a JSON array of objects with height, video_bitrate, audio_bitrate and optionally width";

    private static final int MAX_VARIANTS = 8;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private Variants() {}

    /**
     * Parses the JSON.
     *
     * @throws ConfigException if an element is not allowed
     * @throws IllegalArgumentException if the text is not JSON
     */
    static List<Variant> parse(String text) {
        JsonNode array = json(text);
        if (!array.isArray() || array.isEmpty() || array.size() > MAX_VARIANTS) {
            throw new ConfigException("ABR_VARIANTS=" + Redaction.line(text) + " is not allowed: it must be"
                    + " a JSON array of 1 to " + MAX_VARIANTS + " objects");
        }
        List<Variant> variants = new ArrayList<>();
        for (JsonNode element : array) {
            Variant variant = variant(element, variants.size() + 1);
            if (variants.stream().anyMatch(other -> other.height() == variant.height())) {
                throw notAllowed(
                        variants.size() + 1, "height", element.get("height"), "a height that no other element has");
            }
            variants.add(variant);
        }
        return List.copyOf(variants);
    }

    private static Variant variant(JsonNode element, int number) {
        if (!element.isObject()) {
            throw new ConfigException("ABR_VARIANTS element " + number + "=" + Redaction.line(element.toString())
                    + " is not allowed: it must be an object");
        }
        for (Iterator<String> names = element.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!Set.of("height", "width", "video_bitrate", "audio_bitrate").contains(name)) {
                throw new ConfigException("ABR_VARIANTS element " + number + " field " + Redaction.line(name)
                        + " is not known: allowed are height, width, video_bitrate, audio_bitrate");
            }
        }
        return new Variant(
                size(element, number, "height", true),
                size(element, number, "width", false),
                bitrate(element, number, "video_bitrate", Values.bitrate()),
                bitrate(element, number, "audio_bitrate", Values.audioBitrate()));
    }

    private static int size(JsonNode element, int number, String field, boolean required) {
        JsonNode value = element.get(field);
        if (value == null && !required) {
            return 0;
        }
        if (value == null
                || !value.isInt()
                || value.asInt() < 16
                || value.asInt() > 4320 * 2
                || value.asInt() % 2 != 0) {
            throw notAllowed(number, field, value, "an even whole number from 16 to 8640");
        }
        return value.asInt();
    }

    private static int bitrate(JsonNode element, int number, String field, Values.ValueType<Integer> type) {
        JsonNode value = element.get(field);
        try {
            return type.parser().parse(value.asText());
        } catch (RuntimeException e) {
            throw notAllowed(number, field, value, type.allowed());
        }
    }

    private static ConfigException notAllowed(int number, String field, JsonNode value, String allowed) {
        return new ConfigException("ABR_VARIANTS element " + number + " field " + field + "="
                + (value == null ? "(missing)" : Redaction.line(value.toString())) + " is not allowed: it must be "
                + allowed);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
