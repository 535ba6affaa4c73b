package tv.mux.input.playlist;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/**
 * The lines of a playlist that following it takes, in a form that the parser reads. Everything else is left out, so
 * that a fault in a tag nobody needs (a date written unusually, an attribute of a vendor) does not cost the input.
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
    /** The attributes that Mux reads, by tag. */
    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "#EXT-X-KEY", Set.of("METHOD", "URI", "IV", "KEYFORMAT"),
            "#EXT-X-MAP", Set.of("URI", "BYTERANGE"),
            "#EXT-X-MEDIA", Set.of("TYPE", "URI", "GROUP-ID", "NAME", "DEFAULT"),
            "#EXT-X-STREAM-INF", Set.of("BANDWIDTH", "RESOLUTION", "CODECS", "AUDIO"));

    private static final Pattern EXTINF = Pattern.compile("#EXTINF:\\s*([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)\\s*(?:,.*)?");
    private static final Pattern TARGET = Pattern.compile("#EXT-X-TARGETDURATION:\\s*([0-9]{1,6})(\\.[0-9]+)?");

    PlaylistText {
        lines = List.copyOf(lines);
    }

    /**
     * Reads UTF-8 text with any line ending, with or without a byte-order mark.
     *
     * @throws InputException NOT_HLS if it does not begin with EXTM3U, UNFIT if it is beyond the bounds
     */
    static PlaylistText of(Url at, byte[] bytes, PlaylistBounds bounds) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Gathered gathered = new Gathered(at, bounds);
        (text.startsWith("\ufeff") ? text.substring(1) : text).lines().forEach(line -> {
            String bare = line.strip();
            if (gathered.lines.isEmpty() && !bare.equals("#EXTM3U")) {
                throw new InputException(
                        Cause.NOT_HLS,
                        at + " is no HLS playlist: it begins with \"" + Printable.bytes(bytes)
                                + "\", not with #EXTM3U");
            }
            gathered.take(bare);
        });
        if (gathered.lines.isEmpty()) {
            throw new InputException(Cause.NOT_HLS, at + " is no HLS playlist: it is empty");
        }
        return new PlaylistText(gathered.lines, gathered.variants > 0);
    }

    /** Collects the needed lines and counts entries, variants and audio renditions against the limits. */
    private static final class Gathered {
        private final Url at;
        private final PlaylistBounds bounds;
        private final List<String> lines = new ArrayList<>();
        private int entries;
        private int variants;
        private int media;

        Gathered(Url at, PlaylistBounds bounds) {
            this.at = at;
            this.bounds = bounds;
        }

        void take(String line) {
            String tag = line.startsWith("#") ? name(line) : "";
            if (line.isEmpty() || (!tag.isEmpty() && !NEEDED.contains(tag))) {
                return;
            }
            within(line.length(), bounds.line(), "characters in the line \"" + Printable.text(line) + "\"");
            String tidy = tidy(tag, line);
            if (tag.equals("#EXT-X-MEDIA") && !tidy.contains("TYPE=AUDIO")) {
                return; // Mux reads no subtitles, captions or other camera angles.
            }
            entries += tag.isEmpty() ? 1 : 0;
            variants += tag.equals("#EXT-X-STREAM-INF") ? 1 : 0;
            media += tag.equals("#EXT-X-MEDIA") ? 1 : 0;
            within(entries, bounds.entries(), "entries, as INPUT_PLAYLIST_ENTRIES says");
            within(variants, bounds.variants(), "variant streams");
            within(media, bounds.media(), "audio renditions");
            within(lines.size() + 1, bounds.lines(), "lines that matter");
            lines.add(tidy);
        }

        private void within(int count, int most, String what) {
            if (count > most) {
                throw new InputException(
                        Cause.UNFIT, "playlist " + at + " is too large: allowed are " + most + " " + what);
            }
        }
    }

    private static String name(String tag) {
        int colon = tag.indexOf(':');
        return colon < 0 ? tag : tag.substring(0, colon);
    }

    /** Removes titles, adds a missing comma, rounds a decimal target duration up, and reduces attributes. */
    private static String tidy(String tag, String line) {
        Set<String> needed = ATTRIBUTES.get(tag);
        if (needed != null && line.length() > tag.length()) {
            return tag + ":" + AttributeList.reduced(line.substring(tag.length() + 1), needed);
        }
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
