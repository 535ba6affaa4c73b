package tv.mux.playlist;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/** The media playlist of a log entry (RFC 8216 §4): the same entry gives the same bytes on every node. */
public final class MediaPlaylist {
    /** The lowest that decimal EXTINF durations allow (RFC 8216 §7). */
    private static final int VERSION = 3;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private MediaPlaylist() {}

    /**
     * The playlist of an entry's window. Segments are named relative to the playlist, so that the text is the same for
     * every rendition whose files lie beside their playlist.
     *
     * @return the text with LF line ends; empty before there is a first segment
     */
    public static Optional<String> text(StreamIndex entry) {
        List<Segment> window = entry.window();
        if (window.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder(256 + 96 * window.size());
        header(out, entry, window);
        for (int i = 0; i < window.size(); i++) {
            segment(out, window.get(i), i == 0);
        }
        return Optional.of(out.toString());
    }

    private static void header(StringBuilder out, StreamIndex entry, List<Segment> window) {
        Segment first = window.get(0);
        out.append("#EXTM3U\n"); // §4.3.1.1
        out.append("#EXT-X-VERSION:").append(VERSION).append('\n'); // §4.3.1.2
        if (window.stream().allMatch(Segment::independent)) {
            out.append("#EXT-X-INDEPENDENT-SEGMENTS\n"); // §4.3.5.1
        }
        out.append("#EXT-X-TARGETDURATION:") // §4.3.3.1
                .append(entry.shape().targetDurationSeconds())
                .append('\n');
        out.append("#EXT-X-MEDIA-SEQUENCE:").append(first.msn()).append('\n'); // §4.3.3.2
        out.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(tagsGone(first)).append('\n'); // §4.3.3.3
    }

    /** A tag leaves together with its segment (§6.2.2): while it is listed, the header has not counted it. */
    private static long tagsGone(Segment first) {
        return first.discontinuity() - (first.discontinuous() ? 1 : 0);
    }

    private static void segment(StringBuilder out, Segment segment, boolean first) {
        if (segment.discontinuous()) {
            out.append("#EXT-X-DISCONTINUITY\n"); // §4.3.2.3
        }
        // Players that lost count at a discontinuity find their place again by the date (§4.3.2.6).
        if (first || segment.discontinuous()) {
            out.append("#EXT-X-PROGRAM-DATE-TIME:");
            DATE.formatTo(Instant.ofEpochMilli(segment.dateMs()), out);
            out.append('\n');
        }
        out.append("#EXTINF:"); // §4.3.2.1
        seconds(out, segment.durationMs());
        out.append(",\n").append(segment.file()).append('\n');
    }

    /** Digit by digit: a formatter would write a comma, or other digits, where the machine's language has them. */
    private static void seconds(StringBuilder out, long ms) {
        long rest = ms % 1000;
        out.append(ms / 1000).append('.');
        if (rest < 100) {
            out.append('0');
        }
        if (rest < 10) {
            out.append('0');
        }
        out.append(rest);
    }
}
