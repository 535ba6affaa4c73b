package tv.mux.scheduler;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.text.Redaction;

/** Shortens text from outside, so that it fits in one line of the log and contains no secret. */
final class Excerpt {
    private static final int MAX_LENGTH = 120;
    /** Length of the text that is searched for secrets. A secret that begins in the excerpt may end much later. */
    private static final int SEARCHED = 4096;

    private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\(?:u00([2-7][0-9a-fA-F])|(/))");
    // Malformed text may have secrets outside a recognizable URL. The look-behind keeps the search linear: without it,
    // each character of a long word starts a new try.
    private static final Pattern USER_INFO = Pattern.compile("(?<![^\\s\"'/@])[^\\s\"'/@]++@");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'?]++");

    private Excerpt() {}

    /** Returns at most 120 characters of the text, with control characters escaped and possible secrets removed. */
    static String of(String text) {
        String plain = JSON_ESCAPE
                .matcher(text.substring(0, Math.min(SEARCHED, text.length())))
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(2) != null ? "/" : String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
        String redacted = QUERY.matcher(USER_INFO.matcher(Redaction.url(plain)).replaceAll("...@"))
                .replaceAll("?...");
        String excerpt = redacted.substring(0, Math.min(MAX_LENGTH, redacted.length()));
        return Redaction.line(excerpt)
                + (excerpt.length() < redacted.length() || text.length() > SEARCHED ? "..." : "");
    }
}
