package tv.mux.run;

import java.util.LinkedHashMap;
import java.util.Map;
import tv.mux.input.InputItem;

/**
 * Counts how often FFmpeg failed on each segment of an input, so that no segment is tried more than three times. The
 * counts belong to the input and outlive the child, its run and the reader. Confined to one Vert.x context.
 */
final class SegmentAttempts {
    /** Number of failures after which a segment is left out. */
    static final int MOST = 3;

    /** Maximum number of segments remembered: those that failed last. */
    private static final int REMEMBERED = 64;

    private final Runnable onLeftOut;
    private final Map<Name, Integer> failures = new LinkedHashMap<>();
    private boolean proven;

    private record Name(long sequence, String address) {}

    /** Creates an instance that runs a task, such as a counter, for each segment that is left out. */
    SegmentAttempts(Runnable onLeftOut) {
        this.onLeftOut = onLeftOut;
    }

    private static Name name(InputItem.Segment segment) {
        return new Name(segment.sequence(), segment.name());
    }

    /** Counts a failure. Returns true if it was the last one allowed, so that the segment is left out from now on. */
    boolean failed(InputItem.Segment segment) {
        return !leftOut(segment) && count(segment, failures.getOrDefault(name(segment), 0) + 1);
    }

    /** Marks a segment as left out without another try. */
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

    /**
     * Whether the next try is the last. The segment is then fed to FFmpeg alone, so that no other segment is blamed.
     */
    boolean last(InputItem.Segment segment) {
        return failures.getOrDefault(name(segment), 0) == MOST - 1;
    }

    boolean leftOut(InputItem.Segment segment) {
        return failures.getOrDefault(name(segment), 0) >= MOST;
    }

    /** Records that a cut was made. Forgets failures of segments before this number, except those left out. */
    void good(long sequence) {
        proven = true;
        failures.entrySet().removeIf(one -> one.getKey().sequence() < sequence && one.getValue() < MOST);
    }

    /** Whether the input has ever produced a cut. If not, the input itself is unfit and no segment is blamed. */
    boolean proven() {
        return proven;
    }

    /** Forgets all failures: the input's numbering has restarted, so its numbers now mean other segments. */
    void forget() {
        failures.clear();
    }
}
