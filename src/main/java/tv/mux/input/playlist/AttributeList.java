package tv.mux.input.playlist;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reduces the attribute list of a playlist tag (RFC 8216 §4.2) to the attributes that Mux needs. The parser's own
 * regular expression takes quadratic time on malformed lists. This class takes linear time, so it runs before the
 * parser.
 */
final class AttributeList {
    private AttributeList() {}

    /**
     * Returns the needed attributes, each once. Drops empty values and text that is not an attribute.
     *
     * @param list the text after the tag's colon
     * @param needed the names of the attributes to keep
     */
    static String reduced(String list, Set<String> needed) {
        Map<String, String> kept = new LinkedHashMap<>();
        int from = 0;
        for (int equals = list.indexOf('='); equals >= 0; equals = list.indexOf('=', from)) {
            int begin = equals;
            while (begin > from && isName(list.charAt(begin - 1))) {
                begin--;
            }
            int end = valueEnd(list, equals + 1);
            String value = list.substring(equals + 1, end);
            String name = list.substring(begin, equals);
            if (needed.contains(name) && !unquoted(value).isBlank()) {
                kept.putIfAbsent(name, value.startsWith("\"") ? '"' + unquoted(value) + '"' : unquoted(value));
            }
            from = end;
        }
        StringBuilder out = new StringBuilder();
        kept.forEach((name, value) ->
                out.append(out.isEmpty() ? "" : ",").append(name).append('=').append(value));
        return out.toString();
    }

    /** Returns the end of a value: the offset after its closing quotation mark, or of the next comma. */
    private static int valueEnd(String list, int begin) {
        int close = begin < list.length() && list.charAt(begin) == '"' ? list.indexOf('"', begin + 1) : -1;
        if (close >= 0) {
            return close + 1;
        }
        int comma = list.indexOf(',', begin);
        return comma < 0 ? list.length() : comma;
    }

    private static String unquoted(String value) {
        return value.replace("\"", "");
    }

    private static boolean isName(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }
}
