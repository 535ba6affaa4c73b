package tv.mux.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.process.SegmentAnnouncement;

/** Brings together the files of a child's outputs by their number: a cut is there when every output has it. Pure. */
public final class RenditionJoiner {
    /** An output whose file comes so much media later than another's has ceased: none looks ahead so far. */
    private static final Duration APART = Duration.ofSeconds(8);

    private final List<Integer> outputs;
    private final int mostApart;
    private final Map<Integer, Map<Integer, String>> waiting = new HashMap<>();
    private final Map<Integer, Integer> newest = new HashMap<>();

    /**
     * Files of the same number.
     *
     * @param ordinal that number
     * @param files their names, one for each output, in their order
     */
    public record Row(int ordinal, List<String> files) {}

    /**
     * For a child.
     *
     * @param outputs its outputs, by the renditions they are named after
     * @param segmentTime how long a cut is meant to last
     */
    public RenditionJoiner(List<Integer> outputs, Duration segmentTime) {
        this.outputs = List.copyOf(outputs);
        this.mostApart = (int) Math.max(2, APART.toMillis() / Math.max(1, segmentTime.toMillis()));
        outputs.forEach(output -> newest.put(output, -1));
    }

    /** A file is finished; the row that it completes. */
    public Optional<Row> announced(SegmentAnnouncement announcement) {
        if (!outputs.contains(announcement.rendition())) {
            return Optional.empty();
        }
        int ordinal = announcement.ordinal();
        newest.merge(announcement.rendition(), ordinal, Math::max);
        Map<Integer, String> row = waiting.computeIfAbsent(ordinal, none -> new HashMap<>());
        row.put(announcement.rendition(), announcement.file());
        if (row.size() < outputs.size()) {
            return Optional.empty();
        }
        waiting.remove(ordinal);
        return Optional.of(new Row(ordinal, outputs.stream().map(row::get).toList()));
    }

    /** Which output has ceased while others go on; empty where none has. */
    public Optional<String> lagging() {
        int first = newest.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return outputs.stream()
                .filter(output -> first - newest.get(output) > mostApart)
                .findFirst()
                .map(output -> "FFmpeg gives nothing more of rendition " + output + ": the others have "
                        + (first - newest.get(output)) + " cuts more");
    }
}
