package tv.mux.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Strong entity tags and the headers that compare them (RFC 9110 §8.8.3). */
final class EntityTag {
    /** As many hexadecimal digits tell any two playlists apart. */
    private static final int DIGITS = 16;

    private EntityTag() {}

    /** The tag of a content: the same bytes get the same tag on every node. */
    static String of(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return quoted(HexFormat.of().formatHex(hash).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The tag with this name. */
    static String quoted(String name) {
        return '"' + name + '"';
    }

    /**
     * Whether an If-None-Match header lists a tag, weak ones too, or all with {@code *} (RFC 9110 §13.1.2). What is
     * malformed lists nothing.
     *
     * @param header its value; null when there is none
     */
    static boolean listed(String header, String tag) {
        if (header == null) {
            return false;
        }
        if (header.strip().equals("*")) {
            return true;
        }
        // A tag may have commas inside, so that the quotes are what parts them.
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
     * Whether an If-Range header lets a range be answered: it is not there, or is exactly this tag (RFC 9110 §13.1.5).
     * A date never is: no last change is told of a segment.
     *
     * @param header its value; null when there is none
     */
    static boolean allowsRange(String header, String tag) {
        return header == null || header.strip().equals(tag);
    }
}
