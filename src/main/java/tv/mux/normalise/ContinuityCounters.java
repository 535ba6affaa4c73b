package tv.mux.normalise;

import java.util.HashMap;
import java.util.Map;
import tv.mux.ts.TimeShift;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/**
 * Continues the continuity counters (ISO/IEC 13818-1 §2.4.3.3) from one piece to the next. Each FFmpeg process begins
 * them at 0, although no packet is missing between two pieces. Pure.
 */
final class ContinuityCounters {
    private static final int LAST = 15;

    /** The last counter of each packet id. */
    private final Map<Integer, Integer> counters = new HashMap<>();

    /** Changes the counters of the next piece in place. Bytes that are no transport stream stay as they are. */
    void apply(byte[] bytes) {
        TsSegment media;
        try {
            media = TsSegment.read(bytes);
        } catch (TsException e) {
            return;
        }
        Map<Integer, Integer> offsets = new HashMap<>();
        media.counters().forEach((pid, counter) -> {
            int offset = counter.offsetAfter(counters.getOrDefault(pid, LAST));
            offsets.put(pid, offset);
            counters.put(pid, (counter.last() + offset) & LAST);
        });
        TimeShift.apply(bytes, 0, pid -> offsets.getOrDefault(pid, 0));
    }
}
