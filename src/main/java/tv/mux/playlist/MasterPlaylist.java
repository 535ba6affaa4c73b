package tv.mux.playlist;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tv.mux.config.Variant;
import tv.mux.index.RenditionFacts;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

/** Renders the master playlist of an index (RFC 8216 §4.3.4). The same index gives the same bytes on every node. */
public final class MasterPlaylist {
    /** The measured average bit rate is rounded up to a multiple of this, so that the playlist rarely changes. */
    private static final long AVERAGE_STEP = 50_000;

    private MasterPlaylist() {}

    /**
     * The playlist with the media playlists of all renditions: the source first, then the ladder in its order. A stream
     * that never had video lists the source only, because the other renditions would be identical.
     *
     * @return the text with LF line ends; empty if no segment is listed
     */
    public static Optional<String> text(StreamIndex index) {
        List<Segment> window = index.window();
        if (window.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder(256 * index.shape().renditions());
        out.append("#EXTM3U\n"); // §4.3.1.1
        out.append("#EXT-X-VERSION:3\n"); // §4.3.1.2
        if (index.segments().stream().allMatch(Segment::independent)) {
            out.append("#EXT-X-INDEPENDENT-SEGMENTS\n"); // §4.3.5.1
        }
        boolean hasVideo = index.renditions().stream()
                .anyMatch(rendition -> !rendition.video().isEmpty());
        int renditions = hasVideo ? index.shape().renditions() : 1;
        for (int n = 0; n < renditions; n++) {
            variant(out, index, n);
        }
        return Optional.of(out.toString());
    }

    /** §4.3.4.2. */
    private static void variant(StringBuilder out, StreamIndex index, int number) {
        RenditionFacts rendition = index.rendition(number);
        out.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(bandwidth(index, number));
        out.append(",AVERAGE-BANDWIDTH=").append(averageBandwidth(index, number));
        String codecs = codecs(rendition);
        if (!codecs.isEmpty()) {
            out.append(",CODECS=\"").append(codecs).append('"');
        }
        if (rendition.width() > 0) {
            out.append(",RESOLUTION=").append(rendition.width()).append('x').append(rendition.height());
        }
        if (rendition.milliFrames() > 0) {
            out.append(",FRAME-RATE=").append(String.format(Locale.ROOT, "%.3f", rendition.milliFrames() / 1000.0));
        }
        out.append("\nstream_").append(number).append("/playlist.m3u8\n");
    }

    /** The measured peak of the source; for the other renditions a constant from the settings. */
    private static long bandwidth(StreamIndex index, int number) {
        return number == 0
                ? Math.max(average(index), index.rendition(0).peak())
                : variant(index.shape(), number).bandwidth(index.shape().targetDurationSeconds());
    }

    private static long averageBandwidth(StreamIndex index, int number) {
        return number == 0 ? average(index) : variant(index.shape(), number).averageBandwidth();
    }

    private static Variant variant(StreamShape shape, int number) {
        return shape.ladder().get(number - 1);
    }

    private static long average(StreamIndex index) {
        long bytes = 0;
        long millis = 0;
        for (Segment segment : index.segments()) {
            bytes += segment.bytes().get(0);
            millis += segment.durationMs();
        }
        long average = millis == 0 ? 1 : bytes * 8000 / millis;
        // The rounded average must not exceed the peak, unless the average itself does.
        long peak = index.rendition(0).peak();
        long rounded = (average + AVERAGE_STEP - 1) / AVERAGE_STEP * AVERAGE_STEP;
        return peak > 0 ? Math.min(rounded, Math.max(peak, average)) : rounded;
    }

    private static String codecs(RenditionFacts rendition) {
        if (rendition.video().isEmpty() || rendition.audio().isEmpty()) {
            return rendition.video() + rendition.audio();
        }
        return rendition.video() + "," + rendition.audio();
    }
}
