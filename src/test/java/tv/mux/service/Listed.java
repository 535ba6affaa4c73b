package tv.mux.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A segment as a playlist lists it.
 *
 * @param msn its media sequence number
 * @param uri its address, relative to the playlist's
 * @param extinf its duration as it stands there
 * @param discontinuous whether it bears the tag
 */
record Listed(long msn, String uri, String extinf, boolean discontinuous) {

    /** What the output lists now. */
    static List<Listed> in(MuxProcess mux) {
        return parse(MuxProcess.get(mux.playlist()).body());
    }

    private static List<Listed> parse(String playlist) {
        List<Listed> listed = new ArrayList<>();
        long first = 0;
        String extinf = "";
        boolean tagged = false;
        for (String line : playlist.lines().toList()) {
            if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
                first = Long.parseLong(line.substring(line.indexOf(':') + 1));
            } else if (line.startsWith("#EXTINF:")) {
                extinf = line.substring(line.indexOf(':') + 1).toLowerCase(Locale.ROOT);
            } else if (line.equals("#EXT-X-DISCONTINUITY")) {
                tagged = true;
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                listed.add(new Listed(first + listed.size(), line, extinf, tagged));
                tagged = false;
            }
        }
        return listed;
    }
}
