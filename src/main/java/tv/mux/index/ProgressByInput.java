package tv.mux.index;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.model.InputProgress;
import tv.mux.model.Segment;

/** Limits the number of inputs whose progress the index contains. */
final class ProgressByInput {
    static final int MAX_INPUTS = 32;

    private ProgressByInput() {}

    /** At most {@link #MAX_INPUTS} of the inputs. Inputs of the newest segments take precedence. */
    static Map<String, InputProgress> bounded(Map<String, InputProgress> progress, List<Segment> segments) {
        if (progress.size() <= MAX_INPUTS) {
            return progress;
        }
        Map<String, InputProgress> kept = new HashMap<>();
        for (int i = segments.size() - 1; i >= 0 && kept.size() < MAX_INPUTS; i--) {
            String head = segments.get(i).head();
            kept.put(head, progress.get(head));
        }
        for (Map.Entry<String, InputProgress> input : progress.entrySet()) {
            if (kept.size() < MAX_INPUTS) {
                kept.putIfAbsent(input.getKey(), input.getValue());
            }
        }
        return kept;
    }
}
