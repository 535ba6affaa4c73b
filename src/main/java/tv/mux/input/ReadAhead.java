package tv.mux.input;

import java.util.ArrayDeque;
import java.util.Queue;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.fetch.MemoryBudget;

/** What was read and not handed out yet, within bounds. */
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

    /** Whether one more segment may be fetched: always when there is none, else if one as large as any so far fits. */
    boolean hasRoom() {
        return segments == 0 || hasRoomFor(1);
    }

    /** Whether so many more segments may be fetched, each as large as any so far. */
    boolean hasRoomFor(int more) {
        long wanted = (long) more * largest;
        return segments + more <= limits.aheadSegments()
                && bytes + wanted <= limits.aheadBytes()
                && memory.allows(wanted);
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

    /** The next item; null when there is none. */
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
