package tv.mux.input;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.bus.RunState.Cause;

/**
 * The lines of a playlist that following it takes, in a form that the parser reads. Everything else is left out, so that
 * a fault in a tag nobody needs (a date written unusually, an attribute of a vendor) does not cost the input.
 *
 * @param lines the lines, the first being EXTM3U
 * @param master whether it is a master playlist
 */
record PlaylistText(List<String> lines, boolean master) {
    private static final Set<String> NEEDED = Set.of(
            "#EXTM3U",
            "#EXT-X-TARGETDURATION",
            "#EXT-X-MEDIA-SEQUENCE",
            "#EXT-X-DISCONTINUITY-SEQUENCE",
            "#EXT-X-DISCONTINUITY",
            "#EXT-X-I-FRAMES-ONLY",
            "#EXT-X-ENDLIST",
            "#EXT-X-KEY",
            "#EXT-X-MAP",
            "#EXT-X-BYTERANGE",
            "#EXT-X-GAP",
            "#EXTINF",
            "#EXT-X-MEDIA",
            "#EXT-X-STREAM-INF");
    private static final Pattern EXTINF = Pattern.compile("#EXTINF:\\s*([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)\\s*(?:,.*)?");
    private static final Pattern TARGET = Pattern.compile("#EXT-X-TARGETDURATION:\\s*([0-9]{1,6})(\\.[0-9]+)?");

    /** Keeps what it is given. */
    PlaylistText {
        lines = List.copyOf(lines);
    }

    /**
     * Reads UTF-8 text with any line ending, with or without a byte-order mark.
     *
     * @throws InputException NOT_HLS when it does not begin with EXTM3U
     */
    static PlaylistText of(Url at, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        boolean master = false;
        for (String line :
                (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList()) {
            String bare = line.strip();
            if (lines.isEmpty() && !bare.equals("#EXTM3U")) {
                throw new InputException(
                        Cause.NOT_HLS,
                        at + " is no HLS playlist: it begins with \"" + Printable.bytes(bytes)
                                + "\", not with #EXTM3U");
            }
            master |= bare.startsWith("#EXT-X-STREAM-INF:");
            if (!bare.isEmpty() && (!bare.startsWith("#") || NEEDED.contains(name(bare)))) {
                lines.add(tidy(bare));
            }
        }
        if (lines.isEmpty()) {
            throw new InputException(Cause.NOT_HLS, at + " is no HLS playlist: it is empty");
        }
        return new PlaylistText(lines, master);
    }

    private static String name(String tag) {
        int colon = tag.indexOf(':');
        return colon < 0 ? tag : tag.substring(0, colon);
    }

    /** Titles left out, a missing comma put in, a target duration with decimals rounded up. */
    private static String tidy(String line) {
        Matcher extinf = EXTINF.matcher(line);
        if (extinf.matches()) {
            return "#EXTINF:" + extinf.group(1) + ",";
        }
        Matcher target = TARGET.matcher(line);
        if (target.matches()) {
            boolean round = target.group(2) != null && !target.group(2).matches("\\.0+");
            return "#EXT-X-TARGETDURATION:" + (Integer.parseInt(target.group(1)) + (round ? 1 : 0));
        }
        return line;
    }
}
