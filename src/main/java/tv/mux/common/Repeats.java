package tv.mux.common;

import java.util.Map;

/**
 * Decides which of many similar failures are logged. For each cause these are the 1st, 2nd, 4th, 8th …, and one
 * whenever the last logged one is a minute old. Keeps the 16 causes used last. Not safe for threads.
 */
public final class Repeats {
    private static final long ONE_MINUTE_MS = 60_000;
    private static final long RECOVERY_MS = 30_000;
    private static final int CAUSES = 16;

    private final Map<String, Logged> causes = new RecentMap<>(CAUSES);

    private long recoveredAtMs = Long.MAX_VALUE;

    private record Logged(int count, long atMs) {}

    /** Whether the failure with this number, counted from 1, is logged: 1, 2, 4, 8 … For code that counts by itself. */
    public static boolean isLogged(int count) {
        return Integer.bitCount(count) == 1;
    }

    /** Returns a suffix for a log line: {@code " (4 times by now)"}, or an empty text for the first time. */
    public static String suffix(int count) {
        return count > 1 ? " (" + count + " times by now)" : "";
    }

    /**
     * Counts a failure.
     *
     * @param nowMs milliseconds of a monotonic clock
     * @return the number of failures with this cause so far if this one is to be logged, else 0
     */
    public int count(String cause, long nowMs) {
        if (nowMs - recoveredAtMs >= RECOVERY_MS) {
            causes.clear();
        }
        recoveredAtMs = Long.MAX_VALUE;
        Logged last = causes.getOrDefault(cause, new Logged(0, nowMs));
        int count = last.count() + 1;
        boolean logged = isLogged(count) || nowMs - last.atMs() >= ONE_MINUTE_MS;
        causes.put(cause, new Logged(count, logged ? nowMs : last.atMs()));
        return logged ? count : 0;
    }

    /** Reports a success that may not last. All failures are forgotten if the next one is 30 seconds or more away. */
    public void recovered(long nowMs) {
        recoveredAtMs = nowMs;
    }

    /** Forgets all failures after a success: the next failure is logged. */
    public void reset() {
        causes.clear();
    }
}
