package tv.mux.http;

/** What a Range header asks of a body (RFC 9110 §14.2). */
sealed interface ByteRange {

    /** All of it: there is no range, or none that has to be understood. */
    record Whole() implements ByteRange {}

    /**
     * A part of it.
     *
     * @param from the first byte
     * @param length how many bytes, at least 1
     */
    record Part(long from, long length) implements ByteRange {}

    /** Nothing that the body has. */
    record Unsatisfiable() implements ByteRange {}

    /** The answer to most requests. */
    ByteRange WHOLE = new Whole();

    /**
     * Reads a Range header. One range is understood; several at once, other units and what is malformed may be ignored
     * by a server, and are.
     *
     * @param header its value; null when there is none
     * @param length of the body, bytes
     */
    static ByteRange of(String header, long length) {
        if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
            return WHOLE;
        }
        String range = header.substring(6).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return WHOLE;
        }
        String first = range.substring(0, dash);
        String last = range.substring(dash + 1);
        if (first.isEmpty()) {
            return isNumber(last) ? suffix(number(last), length) : WHOLE;
        }
        if (!isNumber(first) || !(last.isEmpty() || isNumber(last))) {
            return WHOLE;
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return WHOLE;
        }
        return from < length ? new Part(from, Math.min(to, length - 1) - from + 1) : new Unsatisfiable();
    }

    private static ByteRange suffix(long wanted, long length) {
        long part = Math.min(wanted, length);
        return part > 0 ? new Part(length - part, part) : new Unsatisfiable();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A number too large for a long lies behind every end. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
