package tv.mux.log;

import java.util.List;
import java.util.Map;
import tv.mux.bus.Playhead;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;

/**
 * The next version of the log's entry while it is worked out: it changes, and nobody else sees it. The one place that
 * spells out all of an entry's fields, so that a change names those it changes and no other.
 */
final class EntryDraft {
    long term;
    String node;
    long nextMsn;
    long listedUpTo;
    long discontinuity;
    long nextDateMs;
    long dueAtMs;
    LogEntry.TimeLine timeLine = LogEntry.TimeLine.BIRTH;
    Playhead playhead;
    Map<String, Shown> shown = Map.of();
    List<Segment> segments = List.of();
    List<Rendition> renditions = List.of();
    private final Shape shape;

    /** Of a stream that is born as a shape: it has shown nothing yet. */
    EntryDraft(Shape shape) {
        this.shape = shape;
    }

    /** As an entry is. */
    EntryDraft(LogEntry entry) {
        this(entry.shape());
        term = entry.term();
        node = entry.node();
        nextMsn = entry.nextMsn();
        listedUpTo = entry.listedUpTo();
        discontinuity = entry.discontinuity();
        nextDateMs = entry.nextDateMs();
        dueAtMs = entry.dueAtMs();
        timeLine = entry.timeLine();
        playhead = entry.playhead();
        shown = entry.shown();
        segments = entry.segments();
        renditions = entry.renditions();
    }

    /** What has come of it. */
    LogEntry entry() {
        return new LogEntry(
                LogEntry.FORMAT,
                term,
                node,
                shape,
                nextMsn,
                listedUpTo,
                discontinuity,
                nextDateMs,
                dueAtMs,
                timeLine,
                playhead,
                shown,
                segments,
                renditions);
    }
}
