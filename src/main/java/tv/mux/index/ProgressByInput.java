package tv.mux.index;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.model.InputProgress;
import tv.mux.model.Segment;

/** How far each input was published: kept for those published last. */
final class ProgressByInput {
    /** Inputs remembered. */
    static final int MOST = 32;

    private ProgressByInput() {}

    /** At most {@link #MOST} of the places: those of inputs that the kept segments came from stay first. */
    static Map<String, InputProgress> bounded(Map<String, InputProgress> places, List<Segment> segments) {
        if (places.size() <= MOST) {
            return places;
        }
        Map<String, InputProgress> kept = new HashMap<>();
        for (int i = segments.size() - 1; i >= 0 && kept.size() < MOST; i--) {
            String head = segments.get(i).head();
            kept.put(head, places.get(head));
        }
        for (Map.Entry<String, InputProgress> place : places.entrySet()) {
            if (kept.size() < MOST) {
                kept.putIfAbsent(place.getKey(), place.getValue());
            }
        }
        return kept;
    }
}
