package tv.mux.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tv.mux.bus.Playhead;
import tv.mux.bus.Position;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;

/** What the tests of the log are made of. */
final class Sample {
    static final Shape SHAPE = new Shape("copy", 6, 3, 1);
    static final long NOW = Instant.parse("2026-03-01T12:00:00.250Z").toEpochMilli();
    static final Playhead PLAYHEAD = new Playhead("http://127.0.0.1/b.m3u8", "B", NOW);

    private Sample() {}

    static Change.Office office(String node, long nowMs) {
        return new Change.Office(node, nowMs, SHAPE, List.of());
    }

    /** A cut that goes on from an entry as it stands: 4 s of the input {@code a}. */
    static Change.Appended append(LogEntry entry, String run, int ordinal) {
        return append(entry, run, ordinal, "http://127.0.0.1/a.m3u8");
    }

    static Change.Appended append(LogEntry entry, String run, int ordinal, String head) {
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
        LogEntry.TimeLine line = new LogEntry.TimeLine(
                run, ordinal, 7, (entry.timeLine().end() + 360_000) % (1L << 33), Map.of(256, 3, 257, 15));
        return new Change.Appended(segment, 0, line, new Shown(new Position(10 + ordinal, 90_000), 4000), List.of());
    }

    /** An entry after so many cuts of one run. */
    static LogEntry after(LogEntry entry, String run, int cuts) {
        LogEntry now = entry;
        for (int ordinal = 0; ordinal < cuts; ordinal++) {
            now = append(now, run, ordinal).applied(now);
        }
        return now;
    }

    static List<Long> numbers(LogEntry entry) {
        return entry.segments().stream().map(Segment::msn).toList();
    }
}
