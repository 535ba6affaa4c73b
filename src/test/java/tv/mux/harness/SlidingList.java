package tv.mux.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * A complete media playlist that is served as a live playlist: a window of its segments that moves with time. Pure.
 *
 * @param header the lines that apply to the whole playlist
 * @param first media sequence number of the first segment
 * @param entries all segments
 */
record SlidingList(List<String> header, long first, List<Entry> entries) {
    private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
    private static final String END_LIST = "#EXT-X-ENDLIST";
    private static final String TYPE = "#EXT-X-PLAYLIST-TYPE:";
    private static final int MIN_SEGMENTS = 3;

    /**
     * A segment.
     *
     * @param begin start, seconds from the start of the playlist
     * @param end end, seconds from the start of the playlist
     * @param stateTags the EXT-X-KEY and EXT-X-MAP tags that apply to this segment and to the following ones
     * @param lines the lines of this segment only; the last one is its address
     */
    record Entry(double begin, double end, List<String> stateTags, List<String> lines) {}

    /** Parses a playlist that FFmpeg has written. */
    static SlidingList parse(String whole) {
        List<String> header = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<String> stateTags = List.of();
        List<String> own = new ArrayList<>();
        long first = 0;
        double begin = 0;
        double end = 0;
        for (String line : whole.lines().toList()) {
            if (line.startsWith(SEQUENCE)) {
                first = Long.parseLong(line.substring(SEQUENCE.length()));
            } else if (line.startsWith("#EXT-X-KEY:") || line.startsWith("#EXT-X-MAP:")) {
                stateTags = with(stateTags, line);
            } else if (line.startsWith("#EXTINF:")) {
                own.add(line);
                end = begin + Double.parseDouble(line.substring(line.indexOf(':') + 1, line.indexOf(',')));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                own.add(line);
                entries.add(new Entry(begin, end, stateTags, List.copyOf(own)));
                own.clear();
                begin = end;
            } else if (entries.isEmpty() && own.isEmpty() && !line.startsWith(TYPE)) {
                header.add(line);
            } else if (!line.equals(END_LIST)) {
                own.add(line);
            }
        }
        return new SlidingList(List.copyOf(header), first, List.copyOf(entries));
    }

    private static List<String> with(List<String> stateTags, String line) {
        String tag = line.substring(0, line.indexOf(':'));
        List<String> next = new ArrayList<>(stateTags);
        next.removeIf(old -> old.startsWith(tag));
        next.add(line);
        return List.copyOf(next);
    }

    /**
     * The live playlist after some seconds.
     *
     * @param window length of the window, seconds; the window is full from the start
     */
    String at(double seconds, double window) {
        int to = (int) entries.stream()
                .filter(entry -> entry.end() <= seconds + window)
                .count();
        int from =
                (int) entries.stream().filter(entry -> entry.end() <= seconds).count();
        to = Math.min(entries.size(), Math.max(to, MIN_SEGMENTS));
        from = Math.min(from, to - MIN_SEGMENTS);
        List<String> out = new ArrayList<>(header);
        out.add(SEQUENCE + (first + from));
        List<String> stateTags = List.of();
        for (Entry entry : entries.subList(from, to)) {
            List<String> before = stateTags;
            entry.stateTags().stream().filter(line -> !before.contains(line)).forEach(out::add);
            stateTags = entry.stateTags();
            out.addAll(entry.lines());
        }
        return String.join("\n", out) + "\n";
    }
}
