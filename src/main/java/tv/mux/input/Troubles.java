package tv.mux.input;

import java.util.EnumSet;
import java.util.Set;
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

    private final Set<Place> open = EnumSet.noneOf(Place.class);
    private final Set<RunState.Cause> known = EnumSet.noneOf(RunState.Cause.class);
    private final Consumer<Trouble> told;

    Troubles(Consumer<Trouble> told) {
        this.told = told;
    }

    /** Something is wrong; told when it is the first of its kind since all was well. */
    void wrong(Place place, RunState.Cause cause, String detail) {
        open.add(place);
        if (known.add(cause)) {
            told.accept(new Trouble(cause, detail));
        }
    }

    /** All is well in a place; told when it was the last one that was not. */
    void well(Place place, String detail) {
        if (open.remove(place) && open.isEmpty()) {
            known.clear();
            told.accept(new Trouble(null, detail));
        }
    }
}
