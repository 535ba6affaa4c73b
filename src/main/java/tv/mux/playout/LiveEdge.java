package tv.mux.playout;

import java.util.List;
import java.util.Optional;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/**
 * Which of the log's segments are new, of those that may be listed. It begins where they end: what was published before
 * is never played. Pure.
 */
public final class LiveEdge {
    /** When so many come at once, all but the last are old. */
    private static final int MANY = 4;

    private static final long UNKNOWN = -1;

    private long next = UNKNOWN;

    /** The segments that came since this was asked last, oldest first. */
    public List<Segment> fresh(Optional<StreamIndex> log) {
        if (log.isEmpty()) {
            next = Math.max(next, 0);
            return List.of();
        }
        StreamIndex entry = log.get();
        long from = next == UNKNOWN ? entry.listedUpTo() : next;
        next = Math.max(from, entry.listedUpTo());
        List<Segment> fresh = entry.segments().stream()
                .filter(segment -> segment.msn() >= from && segment.msn() < next)
                .toList();
        return fresh.size() < MANY ? fresh : fresh.subList(fresh.size() - 1, fresh.size());
    }
}
