package tv.mux.input;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The attribute list of a playlist tag (RFC 8216 §4.2), reduced to the attributes that are needed and written as the parser
 * reads them. The parser's own expression takes time by the square of a list's length unless the list is well-formed. This
 * takes time by its length, whatever the list holds.
 */
final class AttributeList {
    private AttributeList() {}

    /**
     * The list with the needed attributes only, each once. What is no attribute is left out, and so is an empty value.
     *
     * @param list what stands behind the tag's colon
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
            if (needed.contains(name) && !bare(value).isBlank()) {
                kept.putIfAbsent(name, value.startsWith("\"") ? '"' + bare(value) + '"' : bare(value));
            }
            from = end;
        }
        StringBuilder out = new StringBuilder();
        kept.forEach((name, value) ->
                out.append(out.isEmpty() ? "" : ",").append(name).append('=').append(value));
        return out.toString();
    }

    /** Where a value ends: behind its closing quotation mark, or at the next comma. */
    private static int valueEnd(String list, int begin) {
        int close = begin < list.length() && list.charAt(begin) == '"' ? list.indexOf('"', begin + 1) : -1;
        if (close >= 0) {
            return close + 1;
        }
        int comma = list.indexOf(',', begin);
        return comma < 0 ? list.length() : comma;
    }

    private static String bare(String value) {
        return value.replace("\"", "");
    }

    private static boolean isName(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }
}
