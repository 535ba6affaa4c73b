package tv.mux.playhead;

import java.util.LinkedHashMap;
import java.util.Map;

/** Decides which of many alike failures are worth a line: the first, at doubling counts, and one a minute. */
final class Repeats {
    private static final long ONE_MINUTE_MS = 60_000;
    private static final int CAUSES = 16;

    private final Map<String, Told> causes = new LinkedHashMap<>();

    private record Told(int count, long atMs) {}

    /** A failure of a cause: how many of it there have been by now when it is to be told, else 0. */
    int count(String cause, long nowMs) {
        Told last = causes.getOrDefault(cause, new Told(0, nowMs));
        int count = last.count() + 1;
        boolean told = Integer.bitCount(count) == 1 || nowMs - last.atMs() >= ONE_MINUTE_MS;
        causes.put(cause, new Told(count, told ? nowMs : last.atMs()));
        if (causes.size() > CAUSES) {
            causes.remove(causes.keySet().iterator().next());
        }
        return told ? count : 0;
    }

    /** All is well: the next failure is news again. */
    void reset() {
        causes.clear();
    }
}
