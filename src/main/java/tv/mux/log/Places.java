package tv.mux.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.mux.bus.Segment;
import tv.mux.bus.Shown;

/** How far each input was published: kept for those published last. */
final class Places {
    /** Inputs remembered. */
    static final int MOST = 32;

    private Places() {}

    /** At most {@link #MOST} of the places: those of inputs that the kept segments came from stay first. */
    static Map<String, Shown> bounded(Map<String, Shown> places, List<Segment> segments) {
        if (places.size() <= MOST) {
            return places;
        }
        Map<String, Shown> kept = new HashMap<>();
        for (int i = segments.size() - 1; i >= 0 && kept.size() < MOST; i--) {
            String head = segments.get(i).head();
            kept.put(head, places.get(head));
        }
        for (Map.Entry<String, Shown> place : places.entrySet()) {
            if (kept.size() < MOST) {
                kept.putIfAbsent(place.getKey(), place.getValue());
            }
        }
        return kept;
    }
}
