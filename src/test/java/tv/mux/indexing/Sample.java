package tv.mux.indexing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tv.mux.index.IndexChange;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.InputProgress;
import tv.mux.model.Playhead;
import tv.mux.model.Position;
import tv.mux.model.Segment;

/** Indexes, changes and segments for tests of the index. */
public final class Sample {
    public static final StreamShape SHAPE = new StreamShape("copy", 6, 3, 1);
    public static final long NOW = Instant.parse("2026-03-01T12:00:00.250Z").toEpochMilli();
    public static final Playhead PLAYHEAD = new Playhead("http://127.0.0.1/b.m3u8", "B", NOW);

    private Sample() {}

    public static IndexChange.TakeLeadership takeLeadership(String node, long nowMs) {
        return new IndexChange.TakeLeadership(node, nowMs, SHAPE, List.of());
    }

    /** A change that appends a segment of 4 s of the input {@code a}. */
    public static IndexChange.AppendSegment append(StreamIndex index, String run, int ordinal) {
        return append(index, run, ordinal, "http://127.0.0.1/a.m3u8");
    }

    /** A change that appends a segment of 4 s of an input. */
    public static IndexChange.AppendSegment append(StreamIndex index, String run, int ordinal, String head) {
        Segment segment = new Segment(
                index.nextMsn(),
                index.discontinuity(),
                false,
                index.nextDateMs(),
                4000,
                true,
                run,
                index.term(),
                head,
                "A",
                List.of(1880L),
                List.of());
        StreamIndex.TimeLine timeLine = new StreamIndex.TimeLine(
                run, ordinal, 7, (index.timeLine().end() + 360_000) % (1L << 33), Map.of(256, 3, 257, 15));
        return new IndexChange.AppendSegment(
                segment, 0, timeLine, new InputProgress(new Position(10 + ordinal, 90_000), 4000), List.of());
    }

    /** The index after a number of segments of one run. */
    public static StreamIndex after(StreamIndex index, String run, int segments) {
        StreamIndex next = index;
        for (int ordinal = 0; ordinal < segments; ordinal++) {
            next = append(next, run, ordinal).applyTo(next);
        }
        return next;
    }

    static List<Long> numbers(StreamIndex index) {
        return index.segments().stream().map(Segment::msn).toList();
    }
}
