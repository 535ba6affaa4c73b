package tv.mux.demo;

import java.util.List;
import java.util.Locale;

/** The text of a synthetic input's media playlist (RFC 8216 §4.3.3). */
final class LivePlaylist {
    private LivePlaylist() {}

    /** The playlist that lists these segments; with {@code ended} it says that no more will come. */
    static String of(List<LiveSegment> segments, double targetSeconds, boolean ended) {
        StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
        out.append("#EXT-X-TARGETDURATION:")
                .append((long) Math.ceil(targetSeconds))
                .append('\n');
        out.append("#EXT-X-MEDIA-SEQUENCE:")
                .append(segments.isEmpty() ? 0 : segments.get(0).msn())
                .append('\n');
        for (LiveSegment segment : segments) {
            out.append(String.format(Locale.ROOT, "#EXTINF:%.6f,", segment.seconds()))
                    .append("\n");
            out.append(segment.msn()).append(".ts\n");
        }
        return ended ? out.append("#EXT-X-ENDLIST\n").toString() : out.toString();
    }
}
