package tv.mux.scheduler;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.text.Redaction;

/** The beginning of a text from outside, fit for one line of the log. */
final class Excerpt {
    private static final int SHOWN = 120;
    /** How much is looked at: a user name or query that begins among what is shown must be seen to its end. */
    private static final int READ = 4096;

    private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\(?:u00([2-7][0-9a-fA-F])|(/))");
    // Malformed text may have secrets outside a recognizable URL. The look-behind keeps the search linear: without it,
    // each character of a long word starts a new try.
    private static final Pattern USER_INFO = Pattern.compile("(?<![^\\s\"'/@])[^\\s\"'/@]++@");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'?]++");

    private Excerpt() {}

    /** At most 120 characters of the text, control characters escaped, and what may be secret left out. */
    static String of(String text) {
        String plain = JSON_ESCAPE
                .matcher(text.substring(0, Math.min(READ, text.length())))
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(2) != null ? "/" : String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
        String redacted = QUERY.matcher(USER_INFO.matcher(Redaction.url(plain)).replaceAll("...@"))
                .replaceAll("?...");
        String shown = redacted.substring(0, Math.min(SHOWN, redacted.length()));
        return Redaction.line(shown) + (shown.length() < redacted.length() || text.length() > READ ? "..." : "");
    }
}
