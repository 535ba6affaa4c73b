package tv.mux.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of texts what people and machines must not get to see: secrets, and what would break a line of the log. */
public final class Redaction {
    // A scheme's length has a bound, and a URL without a query is matched too, though nothing of it is replaced: else a
    // long text would take time by the square of its length.
    private static final String SCHEME = "(?i)([a-z][a-z0-9+.-]{0,30}://";
    private static final Pattern USER_INFO = Pattern.compile(SCHEME + ")[^/?#\\s]*@");
    private static final Pattern QUERY = Pattern.compile(SCHEME + "[^?#\\s]*+)(\\?[^\\s\"'<>]*)?");

    private Redaction() {}

    /**
     * The text with the user name and password of every URL in it taken out, and its query replaced by three dots: both
     * carry tokens.
     */
    public static String url(String text) {
        if (text == null) {
            return "";
        }
        return QUERY.matcher(USER_INFO.matcher(text).replaceAll("$1"))
                .replaceAll(url -> Matcher.quoteReplacement(url.group(1)) + (url.group(2) == null ? "" : "?..."));
    }

    /**
     * The text on one line: control and format characters, line separators and lone surrogates are written as JSON
     * writes them.
     */
    public static String line(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> out.append(String.format("\\u%04x", c));
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
