package tv.mux.input;

import java.util.ArrayDeque;
import java.util.Queue;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.fetch.MemoryBudget;

/** The buffer of items that were read and not delivered yet. Limits the number of segments and their bytes. */
final class ReadAhead {
    private final Queue<InputItem> items = new ArrayDeque<>();
    private final FetchLimits limits;
    private final MemoryBudget.Account memory;
    private final MemoryBudget.Slot slot;
    private int segments;
    private long bytes;
    private int largest;

    ReadAhead(FetchLimits limits, MemoryBudget.Account memory) {
        this.limits = limits;
        this.memory = memory;
        this.slot = memory.slot();
    }

    /** Whether one more segment may be fetched: always if the buffer has no segment, else if the limits permit it. */
    boolean mayFetchMore() {
        return segments == 0 || mayFetchMore(1);
    }

    /** Whether the limits permit this many more segments, each as large as the largest so far. */
    boolean mayFetchMore(int count) {
        long expected = (long) count * largest;
        return segments + count <= limits.aheadSegments()
                && bytes + expected <= limits.aheadBytes()
                && memory.allows(expected);
    }

    void add(InputItem item) {
        items.add(item);
        if (item instanceof InputItem.Segment segment) {
            segments++;
            bytes += segment.bytes().length;
            largest = Math.max(largest, segment.bytes().length);
            slot.set(bytes);
        }
    }

    /** Removes and returns the next item; null if the buffer is empty. */
    InputItem poll() {
        InputItem item = items.poll();
        if (item instanceof InputItem.Segment segment) {
            segments--;
            bytes -= segment.bytes().length;
            slot.set(bytes);
        }
        return item;
    }

    void clear() {
        items.clear();
        segments = 0;
        bytes = 0;
        slot.set(0);
    }
}
