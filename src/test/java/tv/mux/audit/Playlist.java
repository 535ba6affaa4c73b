package tv.mux.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * A media playlist (RFC 8216 §4.3.3). The audit has its own parser, so that it does not rely on the code under test.
 *
 * @param targetDuration EXT-X-TARGETDURATION, seconds; 0 if there is none
 * @param mediaSequence media sequence number of the first segment
 * @param ended whether there is EXT-X-ENDLIST
 * @param entries all segments
 */
record Playlist(int targetDuration, long mediaSequence, boolean ended, List<Entry> entries) {

    /**
     * A segment in the playlist.
     *
     * @param msn media sequence number
     * @param discontinuity discontinuity sequence number
     * @param tagged whether EXT-X-DISCONTINUITY precedes the segment
     * @param uri unresolved address
     * @param seconds EXTINF
     * @param date EXT-X-PROGRAM-DATE-TIME; empty if there is none
     */
    record Entry(long msn, long discontinuity, boolean tagged, String uri, double seconds, String date) {}

    /**
     * Parses a playlist.
     *
     * @throws IllegalArgumentException if the text is not a playlist
     */
    static Playlist parse(String text) {
        List<String> lines = text.lines().map(String::strip).toList();
        if (lines.isEmpty() || !lines.get(0).equals("#EXTM3U")) {
            throw new IllegalArgumentException("does not begin with #EXTM3U");
        }
        int target = 0;
        long sequence = 0;
        long discontinuity = 0;
        boolean ended = false;
        boolean tagged = false;
        double seconds = -1;
        String date = "";
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            String value = line.substring(line.indexOf(':') + 1);
            if (line.startsWith("#EXT-X-TARGETDURATION:")) {
                target = Integer.parseInt(value);
            } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
                sequence = Long.parseLong(value);
            } else if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
                discontinuity = Long.parseLong(value);
            } else if (line.equals("#EXT-X-DISCONTINUITY")) {
                tagged = true;
                discontinuity++;
            } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
                date = value;
            } else if (line.startsWith("#EXTINF:")) {
                seconds = Double.parseDouble(value.split(",", -1)[0]);
            } else if (line.equals("#EXT-X-ENDLIST")) {
                ended = true;
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                if (seconds < 0) {
                    throw new IllegalArgumentException("no EXTINF before " + line);
                }
                entries.add(new Entry(sequence + entries.size(), discontinuity, tagged, line, seconds, date));
                tagged = false;
                seconds = -1;
                date = "";
            }
        }
        return new Playlist(target, sequence, ended, List.copyOf(entries));
    }

    /** The total duration, seconds. */
    double seconds() {
        return entries.stream().mapToDouble(Entry::seconds).sum();
    }
}
