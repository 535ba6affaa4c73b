package tv.mux.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Converts data that a server sent to short, printable text for a log line, without secrets. */
public final class Printable {
    private static final int MAX_TEXT = 60;
    private static final int MAX_ADDRESS = 200;

    /** Number of characters examined. A user name or query that begins in the returned part must end within it. */
    private static final int MAX_EXAMINED = 4096;

    // Malformed text may have secrets outside a recognizable URL. The look-behind keeps the search linear: without it,
    // each character of a long word starts a new try.
    private static final Pattern USER_INFO = Pattern.compile("(?<![^\\s\"'/@])[^\\s\"'/@]++@");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'?]++");

    private Printable() {}

    /** Removes secrets from the text. Cuts a long text first, so that the redaction stays fast. */
    public static String redacted(String text) {
        String redacted = Redaction.url(
                text != null && text.length() > MAX_EXAMINED ? text.substring(0, MAX_EXAMINED) + "..." : text);
        return QUERY.matcher(USER_INFO.matcher(redacted).replaceAll("...@")).replaceAll("?...");
    }

    /** The beginning of a text, at most 60 characters; empty for null. */
    public static String text(String text) {
        return truncate(redacted(text), MAX_TEXT);
    }

    /** The beginning of binary data, at most 60 characters; each byte is one character. */
    public static String bytes(byte[] bytes) {
        return text(new String(bytes, 0, Math.min(bytes.length, MAX_TEXT * 4), StandardCharsets.ISO_8859_1));
    }

    /** The beginning of an invalid URL, at most 200 characters. */
    public static String address(String text) {
        return truncate(redacted(text), MAX_ADDRESS);
    }

    /** The beginning of a text, in printable ASCII. Other characters become dots. */
    public static String truncate(String text, int maxLength) {
        String begin = text.length() > maxLength ? text.substring(0, maxLength) + "..." : text;
        return begin.replaceAll("[^\\x20-\\x7e]", ".");
    }
}
