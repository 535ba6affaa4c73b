package tv.mux.harness;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment as a playlist lists it.
 *
 * @param msn its media sequence number
 * @param uri its address, relative to the playlist's
 * @param seconds its duration
 * @param discontinuous whether it bears the tag
 */
public record Listed(long msn, String uri, double seconds, boolean discontinuous) {

    /** What the output lists now. */
    public static List<Listed> in(MuxProcess mux) {
        return parse(MuxProcess.get(mux.playlist()).body());
    }

    /** What a playlist of it lists now. */
    public static List<Listed> in(URI playlist) {
        return parse(MuxProcess.get(playlist).body());
    }

    /** What a playlist lists. */
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
