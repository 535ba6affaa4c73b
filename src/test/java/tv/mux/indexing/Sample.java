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

/** What the tests of the log are made of. */
public final class Sample {
    public static final StreamShape SHAPE = new StreamShape("copy", 6, 3, 1);
    public static final long NOW = Instant.parse("2026-03-01T12:00:00.250Z").toEpochMilli();
    public static final Playhead PLAYHEAD = new Playhead("http://127.0.0.1/b.m3u8", "B", NOW);

    private Sample() {}

    public static IndexChange.TakeLeadership office(String node, long nowMs) {
        return new IndexChange.TakeLeadership(node, nowMs, SHAPE, List.of());
    }

    /** A cut that goes on from an entry as it stands: 4 s of the input {@code a}. */
    public static IndexChange.AppendSegment append(StreamIndex entry, String run, int ordinal) {
        return append(entry, run, ordinal, "http://127.0.0.1/a.m3u8");
    }

    public static IndexChange.AppendSegment append(StreamIndex entry, String run, int ordinal, String head) {
        Segment segment = new Segment(
                entry.nextMsn(),
                entry.discontinuity(),
                false,
                entry.nextDateMs(),
                4000,
                true,
                run,
                entry.term(),
                head,
                "A",
                List.of(1880L),
                List.of());
        StreamIndex.TimeLine line = new StreamIndex.TimeLine(
                run, ordinal, 7, (entry.timeLine().end() + 360_000) % (1L << 33), Map.of(256, 3, 257, 15));
        return new IndexChange.AppendSegment(
                segment, 0, line, new InputProgress(new Position(10 + ordinal, 90_000), 4000), List.of());
    }

    /** An entry after so many cuts of one run. */
    public static StreamIndex after(StreamIndex entry, String run, int cuts) {
        StreamIndex now = entry;
        for (int ordinal = 0; ordinal < cuts; ordinal++) {
            now = append(now, run, ordinal).applyTo(now);
        }
        return now;
    }

    static List<Long> numbers(StreamIndex entry) {
        return entry.segments().stream().map(Segment::msn).toList();
    }
}
