package tv.mux.playlist;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/** Renders the media playlist of an index (RFC 8216 §4). The same index gives the same bytes on every node. */
public final class MediaPlaylist {
    /** The lowest version with decimal EXTINF durations (RFC 8216 §7). */
    private static final int VERSION = 3;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private MediaPlaylist() {}

    /**
     * The playlist of the index's window. Segment URIs are relative to the playlist, so that the text is the same for
     * every rendition.
     *
     * @return the text with LF line ends; empty if no segment is listed
     */
    public static Optional<String> text(StreamIndex index) {
        List<Segment> window = index.window();
        if (window.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder(256 + 96 * window.size());
        header(out, index, window);
        for (int i = 0; i < window.size(); i++) {
            segment(out, window.get(i), i == 0);
        }
        return Optional.of(out.toString());
    }

    private static void header(StringBuilder out, StreamIndex index, List<Segment> window) {
        Segment first = window.get(0);
        out.append("#EXTM3U\n"); // §4.3.1.1
        out.append("#EXT-X-VERSION:").append(VERSION).append('\n'); // §4.3.1.2
        if (window.stream().allMatch(Segment::independent)) {
            out.append("#EXT-X-INDEPENDENT-SEGMENTS\n"); // §4.3.5.1
        }
        out.append("#EXT-X-TARGETDURATION:") // §4.3.3.1
                .append(index.shape().targetDurationSeconds())
                .append('\n');
        out.append("#EXT-X-MEDIA-SEQUENCE:").append(first.msn()).append('\n'); // §4.3.3.2
        out.append("#EXT-X-DISCONTINUITY-SEQUENCE:")
                .append(discontinuitySequence(first))
                .append('\n'); // §4.3.3.3
    }

    /** A tag is removed together with its segment (§6.2.2). The header counts removed tags only. */
    private static long discontinuitySequence(Segment first) {
        return first.discontinuity() - (first.discontinuous() ? 1 : 0);
    }

    private static void segment(StringBuilder out, Segment segment, boolean first) {
        if (segment.discontinuous()) {
            out.append("#EXT-X-DISCONTINUITY\n"); // §4.3.2.3
        }
        // Players use the date to align the time line after a discontinuity (§4.3.2.6).
        if (first || segment.discontinuous()) {
            out.append("#EXT-X-PROGRAM-DATE-TIME:");
            DATE.formatTo(Instant.ofEpochMilli(segment.dateMs()), out);
            out.append('\n');
        }
        out.append("#EXTINF:"); // §4.3.2.1
        seconds(out, segment.durationMs());
        out.append(",\n").append(segment.file()).append('\n');
    }

    /** Writes seconds with three decimals. A formatter would use the separator and the digits of the locale. */
    private static void seconds(StringBuilder out, long ms) {
        long millis = ms % 1000;
        out.append(ms / 1000).append('.');
        if (millis < 100) {
            out.append('0');
        }
        if (millis < 10) {
            out.append('0');
        }
        out.append(millis);
    }
}
