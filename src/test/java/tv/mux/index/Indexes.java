package tv.mux.index;

import java.util.List;
import java.util.Map;
import tv.mux.model.Segment;

/** Entries of the log for tests that care for its segments only. */
public final class Indexes {
    private Indexes() {}

    /** One that keeps segments, all of which may be listed. */
    public static StreamIndex of(StreamShape shape, List<Segment> segments) {
        return draft(shape, segments).build();
    }

    /** The same, where only those below a number may be listed yet. */
    public static StreamIndex of(StreamShape shape, List<Segment> segments, long listedUpTo) {
        IndexDraft draft = draft(shape, segments);
        draft.listedUpTo = listedUpTo;
        return draft.build();
    }

    /** One whose renditions have shown something. */
    public static StreamIndex of(StreamShape shape, List<Segment> segments, List<RenditionFacts> renditions) {
        IndexDraft draft = draft(shape, segments);
        draft.renditions = renditions;
        return draft.build();
    }

    private static IndexDraft draft(StreamShape shape, List<Segment> segments) {
        IndexDraft draft = new IndexDraft(shape);
        draft.term = 1;
        draft.node = "n";
        draft.nextMsn = 1;
        draft.timeLine = new StreamIndex.TimeLine("r", 0, 0, 0, Map.of());
        draft.segments = segments;
        if (!segments.isEmpty()) {
            Segment last = segments.get(segments.size() - 1);
            draft.nextMsn = last.msn() + 1;
            draft.discontinuity = last.discontinuity();
            draft.nextDateMs = last.dateMs() + last.durationMs();
        }
        return draft;
    }
}
