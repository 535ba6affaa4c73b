package tv.mux.harness;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment in a media playlist.
 *
 * @param msn media sequence number
 * @param uri address, relative to the playlist
 * @param seconds duration (EXTINF)
 * @param discontinuous whether EXT-X-DISCONTINUITY precedes the segment
 */
public record Listed(long msn, String uri, double seconds, boolean discontinuous) {

    /** The segments that the output lists now. */
    public static List<Listed> in(MuxProcess mux) {
        return parse(MuxProcess.get(mux.playlist()).body());
    }

    /** The segments that the playlist at this address lists now. */
    public static List<Listed> in(URI playlist) {
        return parse(MuxProcess.get(playlist).body());
    }

    /** The segments in the text of a playlist. */
    public static List<Listed> parse(String playlist) {
        List<Listed> listed = new ArrayList<>();
        long first = 0;
        double seconds = 0;
        boolean tagged = false;
        for (String line : playlist.lines().toList()) {
            if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
                first = Long.parseLong(line.substring(line.indexOf(':') + 1));
            } else if (line.startsWith("#EXTINF:")) {
                seconds = Double.parseDouble(line.substring(line.indexOf(':') + 1, line.indexOf(',')));
            } else if (line.equals("#EXT-X-DISCONTINUITY")) {
                tagged = true;
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                listed.add(new Listed(first + listed.size(), line, seconds, tagged));
                tagged = false;
            }
        }
        return listed;
    }
}
