package tv.mux.config;

import java.util.regex.Pattern;

/** Takes what may be secret out of texts that people or machines get to see. */
public final class Redaction {
    private static final Pattern USER_INFO = Pattern.compile("(?i)([a-z][a-z0-9+.-]*://)[^/?#\\s@]*@");
    private static final Pattern QUERY = Pattern.compile("(?i)([a-z][a-z0-9+.-]*://[^?#\\s]*)\\?[^\\s\"'<>]*");

    private Redaction() {}

    /**
     * The text with the user name and password, and the query, of every URL in it replaced by three dots: both carry
     * tokens.
     */
    public static String url(String text) {
        if (text == null) {
            return "";
        }
        return QUERY.matcher(USER_INFO.matcher(text).replaceAll("$1")).replaceAll("$1?...");
    }
}
