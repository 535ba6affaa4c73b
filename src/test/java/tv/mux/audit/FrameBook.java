package tv.mux.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Identifies the pictures of all inputs by a hash of their slices, which copying does not change. Needs all segments
 * of every input, in order. Thread-safe.
 */
public final class FrameBook {
    private final Map<Long, List<Frame>> frames = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private int duplicates;

    /** Adds the pictures of the next segment of a source. */
    public synchronized void record(String source, byte[] segment) {
        for (long hash : TsReader.read(segment).frames()) {
            List<Frame> equal = frames.computeIfAbsent(hash, key -> new ArrayList<>(1));
            duplicates += equal.isEmpty() ? 0 : 1;
            equal.add(new Frame(source, counts.merge(source, 1L, Long::sum) - 1));
        }
    }

    /** The number of pictures with the hash of an earlier one. The audit is exact only if there are none. */
    public synchronized int duplicates() {
        return duplicates;
    }

    /** The number of known pictures of a source. */
    public synchronized long count(String source) {
        return counts.getOrDefault(source, 0L);
    }

    /**
     * The picture with this hash. If there are several, the one that follows {@code before} most closely.
     *
     * @param hash from {@link TsFacts#frames}
     * @param before the picture that was shown before; null for the first
     */
    public synchronized Optional<Frame> find(long hash, Frame before) {
        return frames.getOrDefault(hash, List.of()).stream()
                .min(Comparator.comparingLong(frame -> cost(frame, before)));
    }

    private static long cost(Frame frame, Frame before) {
        if (before == null || !frame.source().equals(before.source())) {
            return Long.MAX_VALUE - frame.number();
        }
        return Math.abs(frame.number() - before.number() - 1);
    }
}
