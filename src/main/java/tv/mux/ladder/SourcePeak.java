package tv.mux.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import tv.mux.media.Stamp;
import tv.mux.ts.PeakRate;

/** Measures the peak bit rate of an input over all its runs (RFC 8216 §4.1). Pure. */
public final class SourcePeak {
    /** Number of segments that can be short enough to count together. */
    private static final int MAX_SEGMENTS = 20;

    private final long targetMs;
    private final Deque<RenditionFile> newest = new ArrayDeque<>();
    private long highest;

    /**
     * Creates the measurement of one input.
     *
     * @param targetMs the target duration in milliseconds; consecutive segments count together if they last from half
     *     of it to one and a half of it
     */
    public SourcePeak(long targetMs) {
        this.targetMs = targetMs;
    }

    /** The highest bit rate so far in bits a second; 0 if none was measured. */
    public long highest() {
        return highest;
    }

    /** A new run begins: its segments do not count together with those before. */
    public void startRun() {
        newest.clear();
    }

    /** Adds the next segment of the source; returns the highest bit rate so far. */
    public long add(RenditionFile segment) {
        newest.addFirst(segment);
        if (newest.size() > MAX_SEGMENTS) {
            newest.removeLast();
        }
        long[] bytes = newest.stream().mapToLong(one -> one.file().bytes()).toArray();
        long[] millis = newest.stream()
                .mapToLong(one -> Stamp.millis(one.media().durationTicks()))
                .toArray();
        highest = Math.max(highest, PeakRate.ofNewest(bytes, millis, targetMs));
        return highest;
    }
}
