package tv.mux.icecast;

import java.util.List;
import java.util.stream.LongStream;
import tv.mux.index.Indexes;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

/** Segments of four seconds, and indexes that contain them. */
public final class Segments {
    private Segments() {}

    public static Segment of(String run, long msn) {
        return new Segment(
                msn, 0, false, msn * 4_000, 4_000, true, run, 1, "", "title of " + msn, List.of(1L), List.of());
    }

    /** An index that contains the segments with these media sequence numbers, all listed. */
    public static StreamIndex log(long first, long last) {
        return log(first, last, last + 1);
    }

    /** An index that contains the segments with these numbers; those below {@code listedUpTo} are listed. */
    public static StreamIndex log(long first, long last, long listedUpTo) {
        return Indexes.of(
                new StreamShape("copy", 6, 5, 1),
                LongStream.rangeClosed(first, last)
                        .mapToObj(msn -> of("r", msn))
                        .toList(),
                listedUpTo);
    }
}
