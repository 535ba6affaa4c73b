package tv.mux.playout;

import java.util.List;
import java.util.Optional;
import tv.mux.index.StreamIndex;
import tv.mux.model.Segment;

/**
 * Finds the new segments of an index, among those that are listed. Starts at the live edge: segments that were
 * published before the first call are never returned. Pure.
 */
public final class LiveEdge {
    /** If this many segments are new at once, all but the last are too old to play. */
    private static final int TOO_MANY = 4;

    private static final long UNKNOWN = -1;

    private long nextMsn = UNKNOWN;

    /**
     * The segments that were listed since the previous call, oldest first.
     *
     * @param index the present index; empty if there is no stream yet
     */
    public List<Segment> newSegments(Optional<StreamIndex> index) {
        if (index.isEmpty()) {
            nextMsn = Math.max(nextMsn, 0);
            return List.of();
        }
        long listedUpTo = index.get().listedUpTo();
        long from = nextMsn == UNKNOWN ? listedUpTo : nextMsn;
        nextMsn = Math.max(from, listedUpTo);
        List<Segment> found = index.get().segments().stream()
                .filter(segment -> segment.msn() >= from && segment.msn() < nextMsn)
                .toList();
        return found.size() < TOO_MANY ? found : found.subList(found.size() - 1, found.size());
    }
}
