package tv.mux.index;

import java.util.List;
import java.util.Map;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;

/**
 * The next version of the log's entry while it is worked out: it changes, and nobody else sees it. The one place that
 * spells out all of an entry's fields, so that a change names those it changes and no other.
 */
final class IndexDraft {
    long term;
    String node;
    long nextMsn;
    long listedUpTo;
    long discontinuity;
    long nextDateMs;
    long dueAtMs;
    StreamIndex.TimeLine timeLine = StreamIndex.TimeLine.BIRTH;
    Playhead playhead;
    Map<String, InputProgress> shown = Map.of();
    List<Segment> segments = List.of();
    List<RenditionFacts> renditions = List.of();
    private final StreamShape shape;

    /** Of a stream that is born as a shape: it has shown nothing yet. */
    IndexDraft(StreamShape shape) {
        this.shape = shape;
    }

    /** As an entry is. */
    IndexDraft(StreamIndex entry) {
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

    /** The next version of the index. */
    StreamIndex build() {
        return new StreamIndex(
                StreamIndex.FORMAT,
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
