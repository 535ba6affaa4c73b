package tv.mux.icecast;

import java.util.List;
import java.util.stream.LongStream;
import tv.mux.bus.Segment;
import tv.mux.log.Entries;
import tv.mux.log.LogEntry;
import tv.mux.log.Shape;

/** Segments of four seconds, and logs of them. */
final class Segments {
    private Segments() {}

    static Segment of(String run, long msn) {
        return new Segment(
                msn, 0, false, msn * 4_000, 4_000, true, run, 1, "", "title of " + msn, List.of(1L), List.of());
    }

    /** A log that keeps the segments of these numbers. */
    static LogEntry log(long first, long last) {
        return log(first, last, last + 1);
    }

    /** The same, where only those below a number may be listed yet. */
    static LogEntry log(long first, long last, long listedUpTo) {
        return Entries.of(
                new Shape("copy", 6, 5, 1),
                LongStream.rangeClosed(first, last)
                        .mapToObj(msn -> of("r", msn))
                        .toList(),
                listedUpTo);
    }
}
