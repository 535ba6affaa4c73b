package tv.mux.playlist;

import java.util.Optional;
import tv.mux.log.LogEntry;

/** The master playlist of a log entry (RFC 8216 §4.3.4): the same entry gives the same bytes on every node. */
public final class MasterPlaylist {
    private static final double BITS = 8_000;

    private MasterPlaylist() {}

    /**
     * The playlist that names the media playlist of every rendition.
     *
     * @return the text with LF line ends; empty before there is a first segment
     */
    public static Optional<String> text(LogEntry entry) {
        if (entry.window().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
        for (int n = 0; n < entry.shape().renditions(); n++) {
            int rendition = n;
            long peak = entry.segments().stream()
                    .mapToLong(
                            segment -> (long) Math.ceil(segment.bytes().get(rendition) * BITS / segment.durationMs()))
                    .max()
                    .orElse(1);
            out.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(peak).append('\n');
            out.append("stream_").append(rendition).append("/playlist.m3u8\n");
        }
        return Optional.of(out.toString());
    }
}
