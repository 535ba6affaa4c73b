package tv.mux.demo;

import java.util.List;
import java.util.Locale;

/** Writes the media playlist of a synthetic input (RFC 8216 §4.3.3). */
final class LivePlaylist {
    private LivePlaylist() {}

    /** Returns the playlist text. {@code ended} adds EXT-X-ENDLIST. */
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
