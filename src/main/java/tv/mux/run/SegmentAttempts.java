package tv.mux.run;

import java.util.Map;
import tv.mux.common.RecentMap;
import tv.mux.input.InputItem;

/**
 * Counts how often FFmpeg failed on each segment of an input, so that no segment is tried more than three times. The
 * counts belong to the input and outlive each process and run. Confined to one Vert.x context.
 */
final class SegmentAttempts {
    /** Number of failures after which a segment is left out. */
    static final int MAX_ATTEMPTS = 3;

    /** Maximum number of segments that are remembered. */
    private static final int MAX_SEGMENTS = 64;

    private final Runnable onLeftOut;
    private final Map<Key, Integer> failures = new RecentMap<>(MAX_SEGMENTS);
    private boolean succeeded;

    private record Key(long sequence, String address) {}

    /** Creates an instance that runs a task, such as a counter, for each segment that is left out. */
    SegmentAttempts(Runnable onLeftOut) {
        this.onLeftOut = onLeftOut;
    }

    private static Key key(InputItem.Segment segment) {
        return new Key(segment.sequence(), segment.name());
    }

    private int failures(InputItem.Segment segment) {
        return failures.getOrDefault(key(segment), 0);
    }

    /** Counts a failure. Returns true if it was the last one allowed, so that the segment is left out from now on. */
    boolean recordFailure(InputItem.Segment segment) {
        return !isLeftOut(segment) && setFailures(segment, failures(segment) + 1);
    }

    /** Marks a segment as left out without another attempt. */
    void leaveOut(InputItem.Segment segment) {
        if (!isLeftOut(segment)) {
            setFailures(segment, MAX_ATTEMPTS);
        }
    }

    private boolean setFailures(InputItem.Segment segment, int count) {
        failures.put(key(segment), count);
        if (count < MAX_ATTEMPTS) {
            return false;
        }
        onLeftOut.run();
        return true;
    }

    /**
     * Whether the next attempt is the last. The segment is then fed to FFmpeg alone, so that no other segment is
     * blamed.
     */
    boolean isLastAttempt(InputItem.Segment segment) {
        return failures(segment) == MAX_ATTEMPTS - 1;
    }

    boolean isLeftOut(InputItem.Segment segment) {
        return failures(segment) >= MAX_ATTEMPTS;
    }

    /**
     * Records that the input has produced a segment. Forgets failures before an input segment, but not which segments
     * are left out.
     */
    void recordSuccess(long sequence) {
        succeeded = true;
        failures.entrySet().removeIf(entry -> entry.getKey().sequence() < sequence && entry.getValue() < MAX_ATTEMPTS);
    }

    /** Whether the input has ever produced a segment. If not, the input itself is unfit and no segment is blamed. */
    boolean hasSucceeded() {
        return succeeded;
    }

    /** Forgets all failures: the numbering of the input has restarted, so its numbers now mean other segments. */
    void clear() {
        failures.clear();
    }
}
