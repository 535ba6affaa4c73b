package tv.mux.common;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which of many similar failures are logged. For each cause these are the 1st, 2nd, 4th, 8th …, and one
 * whenever the last logged one is a minute old. Keeps the 16 newest causes. Not safe for threads.
 */
public final class Repeats {
    private static final long ONE_MINUTE_MS = 60_000;
    private static final int CAUSES = 16;

    private final Map<String, Logged> causes = new LinkedHashMap<>();

    private record Logged(int count, long atMs) {}

    /**
     * Counts a failure.
     *
     * @param nowMs milliseconds of a monotonic clock
     * @return the number of failures with this cause so far if this one is to be logged, else 0
     */
    public int count(String cause, long nowMs) {
        Logged last = causes.getOrDefault(cause, new Logged(0, nowMs));
        int count = last.count() + 1;
        boolean logged = Integer.bitCount(count) == 1 || nowMs - last.atMs() >= ONE_MINUTE_MS;
        causes.put(cause, new Logged(count, logged ? nowMs : last.atMs()));
        if (causes.size() > CAUSES) {
            causes.remove(causes.keySet().iterator().next());
        }
        return logged ? count : 0;
    }

    /** Forgets all failures after a success: the next failure is logged. */
    public void reset() {
        causes.clear();
    }
}
