package tv.mux.log;

import java.util.List;
import java.util.Map;
import tv.mux.bus.Segment;

/** Entries of the log for tests that care for its segments only. */
public final class Entries {
    private Entries() {}

    /** One that keeps segments, all of which may be listed. */
    public static LogEntry of(Shape shape, List<Segment> segments) {
        return draft(shape, segments).entry();
    }

    /** The same, where only those below a number may be listed yet. */
    public static LogEntry of(Shape shape, List<Segment> segments, long listedUpTo) {
        EntryDraft draft = draft(shape, segments);
        draft.listedUpTo = listedUpTo;
        return draft.entry();
    }

    /** One whose renditions have shown something. */
    public static LogEntry of(Shape shape, List<Segment> segments, List<Rendition> renditions) {
        EntryDraft draft = draft(shape, segments);
        draft.renditions = renditions;
        return draft.entry();
    }

    private static EntryDraft draft(Shape shape, List<Segment> segments) {
        EntryDraft draft = new EntryDraft(shape);
        draft.term = 1;
        draft.node = "n";
        draft.nextMsn = 1;
        draft.timeLine = new LogEntry.TimeLine("r", 0, 0, 0, Map.of());
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
