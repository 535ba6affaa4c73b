package tv.mux.index;

import java.util.List;
import java.util.Map;
import tv.mux.model.Segment;

/** Indexes for tests in which only the segments matter. */
public final class Indexes {
    private Indexes() {}

    /** An index with these segments, all listed. */
    public static StreamIndex of(StreamShape shape, List<Segment> segments) {
        return draft(shape, segments).build();
    }

    /** An index with these segments; those with numbers below {@code listedUpTo} are listed. */
    public static StreamIndex of(StreamShape shape, List<Segment> segments, long listedUpTo) {
        IndexDraft draft = draft(shape, segments);
        draft.listedUpTo = listedUpTo;
        return draft.build();
    }

    /** An index with these segments and rendition properties. */
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
