package tv.mux.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * A media playlist as a player reads it (RFC 8216 §4.3.3); deliberately with a reader of its own, so that what it
 * audits is not also what it trusts.
 *
 * @param targetDuration EXT-X-TARGETDURATION, seconds; 0 when there is none
 * @param mediaSequence number of the first segment
 * @param ended whether EXT-X-ENDLIST stands in it
 * @param entries its segments
 */
record Playlist(int targetDuration, long mediaSequence, boolean ended, List<Entry> entries) {

    /**
     * A segment as listed.
     *
     * @param msn media sequence number
     * @param discontinuity discontinuity sequence number
     * @param tagged whether EXT-X-DISCONTINUITY stands before it
     * @param uri as it stands there
     * @param seconds EXTINF
     * @param date EXT-X-PROGRAM-DATE-TIME; empty when it has none
     */
    record Entry(long msn, long discontinuity, boolean tagged, String uri, double seconds, String date) {}

    /** Reads a playlist; throws {@link IllegalArgumentException} on what is none. */
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

    /** How long it lasts, seconds. */
    double seconds() {
        return entries.stream().mapToDouble(Entry::seconds).sum();
    }
}
