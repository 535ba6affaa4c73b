package tv.mux.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the violations of each rule, and keeps the first few examples. Thread-safe. */
final class Breaches {
    private static final int EXAMPLES = 5;

    private final Map<String, List<String>> byRule = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    synchronized void add(String rule, String example) {
        counts.merge(rule, 1, Integer::sum);
        List<String> examples = byRule.computeIfAbsent(rule, key -> new ArrayList<>());
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }

    void check(boolean holds, String rule, String example) {
        if (!holds) {
            add(rule, example);
        }
    }

    /** A line for each rule that was violated. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        byRule.forEach(
                (rule, examples) -> lines.add(rule + " (" + counts.get(rule) + "): " + String.join("; ", examples)));
        return lines;
    }
}
