package tv.mux.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows the pictures of all inputs by their coded slices, which copying leaves as they are. Fed with every segment of
 * every input, in order. May be used from any thread.
 */
public final class FrameBook {
    private final Map<Long, List<Frame>> frames = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private int duplicates;

    /** Writes down the pictures of the next segment of a source. */
    public synchronized void record(String source, byte[] segment) {
        for (long hash : TsReader.read(segment).frames()) {
            List<Frame> same = frames.computeIfAbsent(hash, none -> new ArrayList<>(1));
            duplicates += same.isEmpty() ? 0 : 1;
            same.add(new Frame(source, counts.merge(source, 1L, Long::sum) - 1));
        }
    }

    /** How many pictures look like one that came before: none, or the audit is less exact. */
    public synchronized int duplicates() {
        return duplicates;
    }

    /** How many pictures of a source are known. */
    public synchronized long count(String source) {
        return counts.getOrDefault(source, 0L);
    }

    /**
     * Which picture this is. Where several look duplicates it is the one nearest behind the one shown before.
     *
     * @param hash as {@link TsReader} tells it
     * @param before what was shown before it; null for the first
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
