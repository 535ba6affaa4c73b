package tv.mux.playlist;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tv.mux.config.Variant;
import tv.mux.index.RenditionFacts;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

/** The master playlist of a log entry (RFC 8216 §4.3.4): the same entry gives the same bytes on every node. */
public final class MasterPlaylist {
    /** The average that was measured is told in steps of so many bits a second, so that the text seldom changes. */
    private static final long STEP = 50_000;

    private MasterPlaylist() {}

    /**
     * The playlist that names the media playlist of every rendition: the source first, then the ladder in its own
     * order. A stream that never had pictures has one rung: the others would list the same.
     *
     * @return the text with LF line ends; empty before there is a first segment
     */
    public static Optional<String> text(StreamIndex entry) {
        List<Segment> window = entry.window();
        if (window.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder(256 * entry.shape().renditions());
        out.append("#EXTM3U\n"); // §4.3.1.1
        out.append("#EXT-X-VERSION:3\n"); // §4.3.1.2
        if (entry.segments().stream().allMatch(Segment::independent)) {
            out.append("#EXT-X-INDEPENDENT-SEGMENTS\n"); // §4.3.5.1
        }
        boolean pictures = entry.renditions().stream()
                .anyMatch(rendition -> !rendition.video().isEmpty());
        int rungs = pictures ? entry.shape().renditions() : 1;
        for (int n = 0; n < rungs; n++) {
            variant(out, entry, n);
        }
        return Optional.of(out.toString());
    }

    /** §4.3.4.2. */
    private static void variant(StringBuilder out, StreamIndex entry, int number) {
        RenditionFacts rendition = entry.rendition(number);
        out.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(bandwidth(entry, number));
        out.append(",AVERAGE-BANDWIDTH=").append(averageBandwidth(entry, number));
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

    /** What was measured of the source, what is set for the others: a constant. */
    private static long bandwidth(StreamIndex entry, int number) {
        return number == 0
                ? Math.max(average(entry), entry.rendition(0).peak())
                : variant(entry.shape(), number).bandwidth(entry.shape().targetDurationSeconds());
    }

    private static long averageBandwidth(StreamIndex entry, int number) {
        return number == 0 ? average(entry) : variant(entry.shape(), number).averageBandwidth();
    }

    private static Variant variant(StreamShape shape, int number) {
        return shape.ladder().get(number - 1);
    }

    private static long average(StreamIndex entry) {
        long bytes = 0;
        long millis = 0;
        for (Segment segment : entry.segments()) {
            bytes += segment.bytes().get(0);
            millis += segment.durationMs();
        }
        long average = millis == 0 ? 1 : bytes * 8000 / millis;
        // Never more than the peak, but for the little that rounding makes.
        long peak = entry.rendition(0).peak();
        long rounded = (average + STEP - 1) / STEP * STEP;
        return peak > 0 ? Math.min(rounded, Math.max(peak, average)) : rounded;
    }

    private static String codecs(RenditionFacts rendition) {
        if (rendition.video().isEmpty() || rendition.audio().isEmpty()) {
            return rendition.video() + rendition.audio();
        }
        return rendition.video() + "," + rendition.audio();
    }
}
