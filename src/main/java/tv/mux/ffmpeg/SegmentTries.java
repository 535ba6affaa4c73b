package tv.mux.ffmpeg;

import java.util.LinkedHashMap;
import java.util.Map;
import tv.mux.input.InputItem;

/**
 * Counts how often FFmpeg failed on each segment of an input, so that no segment is tried more than three times. The counts
 * belong to the input: they outlive the child, its run and the reader. Used on one context.
 */
final class SegmentTries {
    /** After so many failures a segment is left out. */
    static final int MOST = 3;

    /** Segments remembered, those that failed last. */
    private static final int REMEMBERED = 64;

    private final Runnable onLeftOut;
    private final Map<Name, Integer> failures = new LinkedHashMap<>();
    private boolean proven;

    private record Name(long sequence, String address) {}

    /** Runs a task, such as a counter, for each segment that is left out. */
    SegmentTries(Runnable onLeftOut) {
        this.onLeftOut = onLeftOut;
    }

    private static Name name(InputItem.Segment segment) {
        return new Name(segment.sequence(), segment.name());
    }

    /** Counts a failure; true when it was the last one allowed, and the segment is left out from now on. */
    boolean failed(InputItem.Segment segment) {
        return !leftOut(segment) && count(segment, failures.getOrDefault(name(segment), 0) + 1);
    }

    /** Leaves a segment out without a further try. */
    void leaveOut(InputItem.Segment segment) {
        if (!leftOut(segment)) {
            count(segment, MOST);
        }
    }

    private boolean count(InputItem.Segment segment, int times) {
        failures.remove(name(segment));
        failures.put(name(segment), times);
        if (failures.size() > REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
        if (times < MOST) {
            return false;
        }
        onLeftOut.run();
        return true;
    }

    /** Whether the next try is the last: the segment is then given to FFmpeg alone, so that no other is blamed for it. */
    boolean last(InputItem.Segment segment) {
        return failures.getOrDefault(name(segment), 0) == MOST - 1;
    }

    boolean leftOut(InputItem.Segment segment) {
        return failures.getOrDefault(name(segment), 0) >= MOST;
    }

    /** A cut was made; what lies before this segment needs no further try. */
    void good(long sequence) {
        proven = true;
        failures.entrySet().removeIf(one -> one.getKey().sequence() < sequence && one.getValue() < MOST);
    }

    /** Whether the input ever gave a cut. One that never did is unfit itself, and no segment of it is to blame. */
    boolean proven() {
        return proven;
    }

    /** The input's numbering has started over: numbers mean other segments than before. */
    void forget() {
        failures.clear();
    }
}
