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
 * The lines of a playlist that Mux needs, normalized for the parser. An error in any other tag, such as an unusual date
 * or a vendor's attribute, does not make the input unreadable.
 *
 * @param lines the lines; the first is EXTM3U
 * @param master whether the playlist is a master playlist
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
     * @throws InputException NOT_HLS if the text does not begin with EXTM3U, UNFIT if it exceeds the bounds
     */
    static PlaylistText of(Url url, byte[] bytes, PlaylistBounds bounds) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Collector collector = new Collector(url, bounds);
        (text.startsWith("\ufeff") ? text.substring(1) : text).lines().forEach(line -> {
            String stripped = line.strip();
            if (collector.lines.isEmpty() && !stripped.equals("#EXTM3U")) {
                throw new InputException(
                        Cause.NOT_HLS,
                        url + " is not an HLS playlist: it begins with \"" + Printable.bytes(bytes)
                                + "\", not with #EXTM3U");
            }
            collector.add(stripped);
        });
        if (collector.lines.isEmpty()) {
            throw new InputException(Cause.NOT_HLS, url + " is not an HLS playlist: it is empty");
        }
        return new PlaylistText(collector.lines, collector.variants > 0);
    }

    /** Collects the needed lines and counts entries, variants and audio renditions against the limits. */
    private static final class Collector {
        private final Url url;
        private final PlaylistBounds bounds;
        private final List<String> lines = new ArrayList<>();
        private int entries;
        private int variants;
        private int audioRenditions;

        Collector(Url url, PlaylistBounds bounds) {
            this.url = url;
            this.bounds = bounds;
        }

        void add(String line) {
            String tag = line.startsWith("#") ? tagName(line) : "";
            if (line.isEmpty() || (!tag.isEmpty() && !NEEDED.contains(tag))) {
                return;
            }
            limit(line.length(), bounds.line(), "characters in the line \"" + Printable.text(line) + "\"");
            String normalized = normalize(tag, line);
            if (tag.equals("#EXT-X-MEDIA") && !normalized.contains("TYPE=AUDIO")) {
                return; // Mux does not read subtitles, captions or alternative video.
            }
            entries += tag.isEmpty() ? 1 : 0;
            variants += tag.equals("#EXT-X-STREAM-INF") ? 1 : 0;
            audioRenditions += tag.equals("#EXT-X-MEDIA") ? 1 : 0;
            limit(entries, bounds.entries(), "entries (INPUT_PLAYLIST_ENTRIES)");
            limit(variants, bounds.variants(), "variant streams");
            limit(audioRenditions, bounds.audioRenditions(), "audio renditions");
            limit(lines.size() + 1, bounds.lines(), "lines that Mux needs");
            lines.add(normalized);
        }

        private void limit(int count, int max, String unit) {
            if (count > max) {
                throw new InputException(
                        Cause.UNFIT, "playlist " + url + " is too large: allowed are " + max + " " + unit);
            }
        }
    }

    private static String tagName(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    /** Removes the title, adds a missing comma, rounds a decimal target duration up, and reduces attributes. */
    private static String normalize(String tag, String line) {
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
            boolean roundUp = target.group(2) != null && !target.group(2).matches("\\.0+");
            return "#EXT-X-TARGETDURATION:" + (Integer.parseInt(target.group(1)) + (roundUp ? 1 : 0));
        }
        return line;
    }
}
