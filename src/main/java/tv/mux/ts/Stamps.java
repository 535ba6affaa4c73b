package tv.mux.ts;

import java.util.Arrays;
import java.util.List;
import tv.mux.media.Stamp;

/** Collects the presentation time stamps of a stream in decoding order, and sorts them into display order. */
final class Stamps {
    /** The first time stamp. All others are kept as differences from it, so that they may wrap around. */
    private long reference;

    private long[] differences = new long[256];
    private int count;
    private long latest;

    /** Adds a time stamp. Returns whether it is the latest so far in display order. */
    boolean add(long stamp) {
        if (count == 0) {
            reference = stamp;
        }
        if (count == differences.length) {
            differences = Arrays.copyOf(differences, 2 * count);
        }
        long difference = Stamp.minus(stamp, reference);
        differences[count++] = difference;
        latest = count == 1 ? difference : Math.max(latest, difference);
        return difference == latest;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns all time stamps in display order. */
    List<Long> inDisplayOrder() {
        return Arrays.stream(sorted())
                .mapToObj(difference -> Stamp.plus(reference, difference))
                .toList();
    }

    /** Returns the median distance between neighbours; 0 for fewer than two time stamps. */
    long medianStep() {
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
        long[] sorted = Arrays.copyOf(differences, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
