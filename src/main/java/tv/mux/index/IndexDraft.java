package tv.mux.index;

import java.util.List;
import java.util.Map;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Segment;

/**
 * A mutable copy of an index, from which a change builds the next version. Only this class lists all fields, so that a
 * change names only the fields that it changes.
 */
final class IndexDraft {
    long term;
    String node;
    long nextMsn;
    long listedUpTo;
    long discontinuity;
    long nextDateMs;
    long dueAtMs;
    StreamIndex.TimeLine timeLine = StreamIndex.TimeLine.START;
    Playhead playhead;
    Map<String, InputProgress> progress = Map.of();
    List<Segment> segments = List.of();
    List<RenditionFacts> renditions = List.of();
    private final StreamShape shape;

    /** A stream that has no segments yet. */
    IndexDraft(StreamShape shape) {
        this.shape = shape;
    }

    /** A copy of an index. */
    IndexDraft(StreamIndex index) {
        this(index.shape());
        term = index.term();
        node = index.node();
        nextMsn = index.nextMsn();
        listedUpTo = index.listedUpTo();
        discontinuity = index.discontinuity();
        nextDateMs = index.nextDateMs();
        dueAtMs = index.dueAtMs();
        timeLine = index.timeLine();
        playhead = index.playhead();
        progress = index.progress();
        segments = index.segments();
        renditions = index.renditions();
    }

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
                progress,
                segments,
                renditions);
    }
}
