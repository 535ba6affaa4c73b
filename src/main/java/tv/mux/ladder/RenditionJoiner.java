package tv.mux.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.mux.process.SegmentAnnouncement;

/**
 * Collects the files of all outputs of an FFmpeg process by segment. A segment is complete when every output has
 * announced its file. Pure.
 */
public final class RenditionJoiner {
    /** An output that is further behind than this in media time has stopped, since no encoder needs this much input. */
    private static final Duration MAX_LAG = Duration.ofSeconds(8);

    private final List<Integer> outputs;
    private final int maxLag;
    private final Map<Integer, Map<Integer, String>> waiting = new HashMap<>();
    private final Map<Integer, Integer> newest = new HashMap<>();

    /**
     * A complete segment.
     *
     * @param ordinal number of the segment in the run
     * @param files file names, one for each output, in the order of the outputs
     */
    public record Joined(int ordinal, List<String> files) {}

    /**
     * Creates the joiner of one process.
     *
     * @param outputs the outputs of the process, each given by the number of its rendition
     * @param segmentTime intended duration of a segment
     */
    public RenditionJoiner(List<Integer> outputs, Duration segmentTime) {
        this.outputs = List.copyOf(outputs);
        this.maxLag = (int) Math.max(2, MAX_LAG.toMillis() / Math.max(1, segmentTime.toMillis()));
        outputs.forEach(output -> newest.put(output, -1));
    }

    /** Adds a finished file; returns the segment if that is complete now. */
    public Optional<Joined> add(SegmentAnnouncement announcement) {
        if (!outputs.contains(announcement.rendition())) {
            return Optional.empty();
        }
        int ordinal = announcement.ordinal();
        newest.merge(announcement.rendition(), ordinal, Math::max);
        Map<Integer, String> files = waiting.computeIfAbsent(ordinal, none -> new HashMap<>());
        files.put(announcement.rendition(), announcement.file());
        if (files.size() < outputs.size()) {
            return Optional.empty();
        }
        waiting.remove(ordinal);
        return Optional.of(new Joined(ordinal, outputs.stream().map(files::get).toList()));
    }

    /** Returns a message if an output has stopped while others continue, else nothing. */
    public Optional<String> lagging() {
        int max = newest.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return outputs.stream()
                .filter(output -> max - newest.get(output) > maxLag)
                .findFirst()
                .map(output -> "FFmpeg has stopped writing rendition " + output + ": other renditions are "
                        + (max - newest.get(output)) + " segments ahead");
    }
}
