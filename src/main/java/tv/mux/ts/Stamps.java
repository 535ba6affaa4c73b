package tv.mux.ts;

import java.util.Arrays;
import java.util.List;
import tv.mux.media.Stamp;

/** The presentation time stamps of a stream as they come, which is not the order they are shown in, wrap or no wrap. */
final class Stamps {
    private long origin;
    private long[] ticks = new long[256];
    private int count;
    private long latest;

    /** Takes a stamp; tells whether it is the latest so far. */
    boolean add(long stamp) {
        if (count == 0) {
            origin = stamp;
        }
        if (count == ticks.length) {
            ticks = Arrays.copyOf(ticks, 2 * count);
        }
        long since = Stamp.minus(stamp, origin);
        ticks[count++] = since;
        latest = count == 1 ? since : Math.max(latest, since);
        return since == latest;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** All of them in the order they are shown. */
    List<Long> inOrder() {
        return Arrays.stream(sorted())
                .mapToObj(since -> Stamp.plus(origin, since))
                .toList();
    }

    /** The median distance between neighbours; 0 where there are none. */
    long step() {
        long[] sorted = sorted();
        if (count < 2) {
            return 0;
        }
        long[] steps = new long[count - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = sorted[i + 1] - sorted[i];
        }
        Arrays.sort(steps);
        return steps[steps.length / 2];
    }

    private long[] sorted() {
        long[] sorted = Arrays.copyOf(ticks, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
