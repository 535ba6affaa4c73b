package tv.mux.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Creates strong entity tags, and evaluates the request headers that contain tags (RFC 9110 §8.8.3). */
final class EntityTag {
    /** Hexadecimal digits of a tag: 64 bits of the hash, enough to distinguish any two playlists. */
    private static final int DIGITS = 16;

    private EntityTag() {}

    /** The tag of a text. The same text has the same tag on every node. */
    static String of(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return quoted(HexFormat.of().formatHex(hash).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }

    /**
     * Whether an If-None-Match header matches a tag (RFC 9110 §13.1.2): lists it, strong or weak, or is {@code *}. A
     * malformed header does not match.
     *
     * @param header the header's value; null if there is no header
     */
    static boolean matches(String header, String tag) {
        if (header == null) {
            return false;
        }
        if (header.strip().equals("*")) {
            return true;
        }
        // A tag may contain commas, so the quotes are the delimiters.
        int open = header.indexOf('"');
        while (open >= 0) {
            int close = header.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if (header.regionMatches(open, tag, 0, tag.length()) && close - open + 1 == tag.length()) {
                return true;
            }
            open = header.indexOf('"', close + 1);
        }
        return false;
    }

    /**
     * Whether an If-Range header allows a partial response (RFC 9110 §13.1.5): the header is missing, or is exactly
     * this tag. A date never matches, since segments have no Last-Modified header.
     *
     * @param header the header's value; null if there is no header
     */
    static boolean allowsRange(String header, String tag) {
        return header == null || header.strip().equals(tag);
    }
}
