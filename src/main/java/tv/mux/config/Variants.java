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

/** How {@code ABR_VARIANTS} is read; an error names the element, its field, the value, and what is allowed. */
final class Variants {
    static final String ALLOWED =
            "a JSON array of objects with height, video_bitrate, audio_bitrate and, if wanted, width";

    private static final int MAX_VARIANTS = 8;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private Variants() {}

    /**
     * Reads the JSON.
     *
     * @throws ConfigException when an element is not allowed
     * @throws IllegalArgumentException when it is no JSON
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
                throw wrong(variants.size() + 1, "height", element.get("height"), "a height no other element has");
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

    private static int size(JsonNode element, int number, String field, boolean needed) {
        JsonNode value = element.get(field);
        if (value == null && !needed) {
            return 0;
        }
        if (value == null
                || !value.isInt()
                || value.asInt() < 16
                || value.asInt() > 4320 * 2
                || value.asInt() % 2 != 0) {
            throw wrong(number, field, value, "an even whole number from 16 to 8640");
        }
        return value.asInt();
    }

    private static int bitrate(JsonNode element, int number, String field, Values.Kind<Integer> kind) {
        JsonNode value = element.get(field);
        try {
            return kind.parser().parse(value.asText());
        } catch (RuntimeException e) {
            throw wrong(number, field, value, kind.allowed());
        }
    }

    private static ConfigException wrong(int number, String field, JsonNode value, String allowed) {
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
