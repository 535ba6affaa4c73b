package tv.mux.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import tv.mux.media.Stamp;
import tv.mux.ts.PeakRate;

/** The highest bit rate of an input, over all of its runs. Pure. */
public final class SourcePeak {
    /** So many cuts in a row can be short enough to count together. */
    private static final int MOST = 20;

    private final long targetMs;
    private final Deque<RenditionFile> newest = new ArrayDeque<>();
    public long highest;

    /** Of an input; segments count over half a target duration to one and a half of it, milliseconds. */
    public SourcePeak(long targetMs) {
        this.targetMs = targetMs;
    }

    /** The highest so far, bits a second; 0 while nothing was measured. */
    public long highest() {
        return highest;
    }

    /** A child is about to begin: its cuts do not go on from those before. */
    public void begins() {
        newest.clear();
    }

    /** The highest, with another cut of the source. */
    public long after(RenditionFile cut) {
        newest.addFirst(cut);
        if (newest.size() > MOST) {
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
