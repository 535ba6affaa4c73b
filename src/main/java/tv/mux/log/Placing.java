package tv.mux.log;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.bus.Append;
import tv.mux.bus.Cut;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;
import tv.mux.ts.Stamp;
import tv.mux.ts.TimeShift;
import tv.mux.ts.TsSegment;

/** Gives a cut its place in the stream: number, date, and stamps and counters that go on where the last segment ended. Pure. */
final class Placing {
    /** The counter before the first one, 0. */
    private static final int NEVER_SEEN = 15;

    private Placing() {}

    /**
     * The change that publishes a cut, as the log stands. Moves the cut's bytes onto the output's time line, in place.
     *
     * @param bytes the cut's file
     * @throws tv.mux.ts.TsException when they are no transport stream
     */
    static Change.Appended of(LogEntry entry, Append append, byte[] bytes) {
        Cut cut = append.cut();
        TsSegment media = TsSegment.read(bytes);
        LogEntry.TimeLine before = entry.timeLine();
        // The slate is the same file each time, and so joins on to itself anew each time.
        boolean goesOn = cut.run().equals(before.run()) && !append.discontinuity() && !cut.slate();
        long shift = goesOn ? before.shift() : Stamp.minus(before.end(), media.first());
        Map<Integer, Integer> offsets = new HashMap<>();
        Map<Integer, Integer> counters = new HashMap<>(before.counters());
        media.counters().forEach((pid, counter) -> {
            int offset = counter.offsetAfter(before.counters().getOrDefault(pid, NEVER_SEEN));
            offsets.put(pid, offset);
            counters.put(pid, (counter.last() + offset) & 15);
        });
        TimeShift.apply(bytes, shift, pid -> offsets.getOrDefault(pid, 0));
        boolean discontinuous =
                append.discontinuity() && !entry.timeLine().run().isEmpty();
        Segment segment = new Segment(
                entry.nextMsn(),
                entry.discontinuity() + (discontinuous ? 1 : 0),
                discontinuous,
                entry.nextDateMs(),
                cut.durationMs(),
                cut.independent(),
                cut.run(),
                entry.term(),
                cut.head(),
                append.title(),
                cut.files().stream().map(Cut.File::bytes).toList(),
                List.of(Checksum.of(ByteBuffer.wrap(bytes))));
        Shown known = entry.shown().get(cut.head());
        long longest = Math.max(cut.slate() ? 0 : cut.durationMs(), known == null ? 0 : known.longestCutMs());
        return new Change.Appended(
                segment,
                append.dueAtMs(),
                new LogEntry.TimeLine(cut.run(), cut.ordinal(), shift, Stamp.plus(media.end(), shift), counters),
                new Shown(cut.end(), longest));
    }
}
