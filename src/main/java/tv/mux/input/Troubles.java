package tv.mux.input;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import tv.mux.bus.RunState;

/** Tells each kind of trouble once, and that all is well again once all of it has passed. */
final class Troubles {
    /** Where trouble is seen: one going well says nothing of the others. */
    enum Place {
        PLAYLIST,
        MOVEMENT,
        SEGMENTS
    }

    private final Map<Place, RunState.Cause> open = new EnumMap<>(Place.class);
    private final Consumer<Trouble> told;

    Troubles(Consumer<Trouble> told) {
        this.told = told;
    }

    /** Something is wrong; told when it is another kind than before. */
    void wrong(Place place, RunState.Cause cause, String detail) {
        boolean known = open.containsValue(cause);
        open.put(place, cause);
        if (!known) {
            told.accept(new Trouble(cause, detail));
        }
    }

    /** All is well in a place; told when it was the last one that was not. */
    void well(Place place, String detail) {
        if (open.remove(place) != null && open.isEmpty()) {
            told.accept(new Trouble(null, detail));
        }
    }
}
