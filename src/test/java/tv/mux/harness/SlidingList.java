package tv.mux.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * A media playlist that is there whole, to be listed as a live server would: by and by, a few segments at a time. Pure.
 *
 * @param header its lines that hold for all of it
 * @param first media sequence number of its first segment
 * @param entries its segments
 */
record SlidingList(List<String> header, long first, List<Entry> entries) {
    private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
    private static final String ENDED = "#EXT-X-ENDLIST";
    private static final String TYPE = "#EXT-X-PLAYLIST-TYPE:";
    private static final int LEAST = 3;

    /**
     * A segment.
     *
     * @param begin where it begins, seconds from the start
     * @param end where it ends, likewise
     * @param inForce the tags that hold for it and those behind it: the key, the initialization section
     * @param lines the lines of its own, the address the last of them
     */
    record Entry(double begin, double end, List<String> inForce, List<String> lines) {}

    /** Reads it as FFmpeg has written it. */
    static SlidingList parse(String whole) {
        List<String> header = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<String> inForce = List.of();
        List<String> own = new ArrayList<>();
        long first = 0;
        double begin = 0;
        double end = 0;
        for (String line : whole.lines().toList()) {
            if (line.startsWith(SEQUENCE)) {
                first = Long.parseLong(line.substring(SEQUENCE.length()));
            } else if (line.startsWith("#EXT-X-KEY:") || line.startsWith("#EXT-X-MAP:")) {
                inForce = with(inForce, line);
            } else if (line.startsWith("#EXTINF:")) {
                own.add(line);
                end = begin + Double.parseDouble(line.substring(line.indexOf(':') + 1, line.indexOf(',')));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                own.add(line);
                entries.add(new Entry(begin, end, inForce, List.copyOf(own)));
                own.clear();
                begin = end;
            } else if (entries.isEmpty() && own.isEmpty() && !line.startsWith(TYPE)) {
                header.add(line);
            } else if (!line.equals(ENDED)) {
                own.add(line);
            }
        }
        return new SlidingList(List.copyOf(header), first, List.copyOf(entries));
    }

    private static List<String> with(List<String> inForce, String line) {
        String tag = line.substring(0, line.indexOf(':'));
        List<String> next = new ArrayList<>(inForce);
        next.removeIf(old -> old.startsWith(tag));
        next.add(line);
        return List.copyOf(next);
    }

    /** What it lists when so many seconds have passed, behind a window that was full in the beginning. */
    String at(double seconds, double window) {
        int to = (int) entries.stream()
                .filter(entry -> entry.end() <= seconds + window)
                .count();
        int from =
                (int) entries.stream().filter(entry -> entry.end() <= seconds).count();
        to = Math.min(entries.size(), Math.max(to, LEAST));
        from = Math.min(from, to - LEAST);
        List<String> out = new ArrayList<>(header);
        out.add(SEQUENCE + (first + from));
        List<String> inForce = List.of();
        for (Entry entry : entries.subList(from, to)) {
            List<String> before = inForce;
            entry.inForce().stream().filter(line -> !before.contains(line)).forEach(out::add);
            inForce = entry.inForce();
            out.addAll(entry.lines());
        }
        return String.join("\n", out) + "\n";
    }
}
