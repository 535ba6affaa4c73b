package tv.mux.http;

import java.util.List;
import java.util.Map;
import tv.mux.bus.Segment;
import tv.mux.log.LogEntry;

/**
 * All that can be fetched at one moment, by its path: what is not in here does not exist for anybody. Never changed, only
 * replaced.
 *
 * @param nextMsn the media sequence number of the first segment not in it
 * @param segments the segments it was made from
 * @param keptSeconds how long others may keep a segment: about as long as we do
 * @param resources what there is
 */
record View(long nextMsn, List<Segment> segments, long keptSeconds, Map<String, Resource> resources) {
    /** The path of the playlist. */
    static final String STREAM = "/live/stream.m3u8";

    /** What there is before the stream's first segment. */
    static final View EMPTY = new View(0, List.of(), 0, Map.of(STREAM, new Resource.NotYet()));

    /** Windows that a segment is kept for. */
    private static final long WINDOWS = 3;

    View {
        segments = List.copyOf(segments);
        resources = Map.copyOf(resources);
    }

    static View of(LogEntry entry, Map<String, Resource> resources) {
        long keptSeconds = WINDOWS * entry.shape().listSize() * entry.shape().targetDurationSeconds();
        return new View(entry.nextMsn(), entry.segments(), keptSeconds, resources);
    }

    /** Whether there is something to play. */
    boolean ready() {
        return !segments.isEmpty();
    }
}
