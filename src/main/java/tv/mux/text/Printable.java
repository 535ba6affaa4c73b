package tv.mux.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes of what a server sent something that is fit for one line of a log: short, printable, without secrets. */
public final class Printable {
    private static final int SHOWN = 60;
    private static final int SHOWN_OF_ADDRESS = 200;

    /** Number of characters examined. A user name or query that begins in the shown part must end within it. */
    private static final int READ = 4096;

    // Malformed text may have secrets outside a recognizable URL. The look-behind keeps the search linear: without it,
    // each character of a long word starts a new try.
    private static final Pattern USER_INFO = Pattern.compile("(?<![^\\s\"'/@])[^\\s\"'/@]++@");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'?]++");

    private Printable() {}

    /** Removes secrets from the text. Cuts a long text first, so that the redaction stays fast. */
    public static String redacted(String text) {
        String redacted = Redaction.url(text != null && text.length() > READ ? text.substring(0, READ) + "..." : text);
        return QUERY.matcher(USER_INFO.matcher(redacted).replaceAll("...@")).replaceAll("?...");
    }

    /** The beginning of a text; empty for null. */
    public static String text(String text) {
        return truncate(redacted(text), SHOWN);
    }

    /** The beginning of what should have been something else, or text. */
    public static String bytes(byte[] bytes) {
        return text(new String(bytes, 0, Math.min(bytes.length, SHOWN * 4), StandardCharsets.ISO_8859_1));
    }

    /** What should have been an address. */
    public static String address(String text) {
        return truncate(redacted(text), SHOWN_OF_ADDRESS);
    }

    public static String truncate(String text, int most) {
        String begin = text.length() > most ? text.substring(0, most) + "..." : text;
        return begin.replaceAll("[^\\x20-\\x7e]", ".");
    }
}
