package tv.mux.text;

/**
 * Makes untrusted text safe to display. Removes secrets from URLs. Escapes or removes characters that affect the
 * display of other text: line breaks, terminal escapes, bidirectional controls and zero-width characters. Takes
 * time linear in the length of the text.
 */
public final class Redaction {
    /** Number of characters before {@code ://} that are searched for a URL scheme. */
    private static final int MAX_SCHEME = 31;

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Redaction() {}

    /**
     * Removes the user name and password of each URL in the text, and replaces its query with three dots. Both may
     * contain secrets.
     */
    public static String url(String text) {
        if (text == null) {
            return "";
        }
        return withoutQueries(withoutUsers(text));
    }

    private static String withoutUsers(String text) {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        for (int colon = text.indexOf("://"); colon >= 0; colon = text.indexOf("://", Math.max(copied, colon + 1))) {
            if (afterScheme(text, colon, copied)) {
                int begin = colon + 3;
                int at = text.substring(begin, end(text, begin, "/?#")).lastIndexOf('@');
                out.append(text, copied, begin);
                copied = begin + at + 1;
            }
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    private static String withoutQueries(String text) {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        for (int colon = text.indexOf("://"); colon >= 0; colon = text.indexOf("://", Math.max(copied, colon + 1))) {
            if (afterScheme(text, colon, copied)) {
                int end = end(text, colon + 3, "?#");
                out.append(text, copied, end);
                copied = end;
                if (end < text.length() && text.charAt(end) == '?') {
                    out.append("?...");
                    copied = end(text, end + 1, "\"'<>");
                }
            }
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    /** Index of the next white space or of the next character of {@code limits}, or the length of the text. */
    private static int end(String text, int from, String limits) {
        int end = from;
        while (end < text.length() && limits.indexOf(text.charAt(end)) < 0 && !isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Whether a URL scheme (RFC 3986 §3.1) ends at index {@code end} and starts at or after index {@code from}. */
    private static boolean afterScheme(String text, int end, int from) {
        for (int i = end - 1; i >= from && i >= end - MAX_SCHEME; i--) {
            char c = text.charAt(i);
            if (isLetter(c)) {
                return true;
            }
            if (!(c >= '0' && c <= '9') && c != '+' && c != '.' && c != '-') {
                return false;
            }
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /**
     * The text on one line. Control and format characters, line separators and lone surrogates are replaced by JSON
     * escapes. Letters of every script are kept, and so are the joiners that scripts and emoji need.
     */
    public static String line(String text) {
        return escaped(text, "");
    }

    /** Like {@link #line}, but keeps line feeds and tabs. For stack traces, and for text that JSON escapes anyway. */
    public static String lines(String text) {
        return escaped(text, "\n\t");
    }

    private static String escaped(String text, String kept) {
        StringBuilder out = null;
        int before = ' ';
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (hidden(c, before) && kept.indexOf(c) < 0) {
                out = out == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : out;
                escape(out, c);
            } else if (out != null) {
                out.appendCodePoint(c);
            }
            before = c;
            i += Character.charCount(c);
        }
        return out == null ? text : out.toString();
    }

    /** The text as a title. Removes the characters that {@link #line} escapes, and leading and trailing white space. */
    public static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int before = ' ';
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!hidden(c, before)) {
                out.appendCodePoint(c);
                before = c;
            }
            i += Character.charCount(c);
        }
        return out.toString().strip();
    }

    /** Whether a character is invisible or affects the display of others. */
    private static boolean hidden(int c, int before) {
        if (c >= ' ' && c < 0x7F) {
            return false;
        }
        if (c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER) {
            return !joins(before);
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /**
     * Whether a joiner may follow a character. Persian and Indic words and composite emoji need joiners; elsewhere a
     * joiner is only an invisible character.
     */
    private static boolean joins(int before) {
        return before > 0x7F && (Character.isLetter(before) || isMark(before) || isSymbol(before));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isSymbol(int c) {
        int type = Character.getType(c);
        return type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL;
    }

    private static void escape(StringBuilder out, int c) {
        for (char unit : Character.toChars(c)) {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(HEX[(unit >> shift) & 15]);
            }
        }
    }
}
