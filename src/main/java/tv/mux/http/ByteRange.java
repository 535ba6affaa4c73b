package tv.mux.http;

/** The part of a body that a Range header requests (RFC 9110 §14.2). */
sealed interface ByteRange {

    /** The whole body: the header is missing, or may be ignored. */
    record Whole() implements ByteRange {}

    /**
     * A part of the body.
     *
     * @param from offset of the first byte
     * @param length number of bytes, at least 1
     */
    record Part(long from, long length) implements ByteRange {}

    /** A range outside the body. */
    record Unsatisfiable() implements ByteRange {}

    ByteRange WHOLE = new Whole();

    /**
     * Parses a Range header. Supports a single byte range. Ignores several ranges, other units and malformed headers,
     * as RFC 9110 §14.2 allows.
     *
     * @param header the header's value; null if there is no header
     * @param length length of the body in bytes
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

    private static ByteRange suffix(long requested, long length) {
        long part = Math.min(requested, length);
        return part > 0 ? new Part(length - part, part) : new Unsatisfiable();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A number that is too large for a long is outside every body. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
