package tv.mux.input.fault;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import tv.mux.status.RunStatus;

/** Tells each kind of trouble once, and that all is well again once all of it has passed. */
public final class InputTroubles {
    /** Where trouble is seen: one going well says nothing of the others. */
    public enum Place {
        PLAYLIST,
        MOVEMENT,
        SEGMENTS
    }

    private final Set<Place> open = EnumSet.noneOf(Place.class);
    private final Set<RunStatus.Cause> known = EnumSet.noneOf(RunStatus.Cause.class);
    private final Consumer<InputTrouble> told;

    public InputTroubles(Consumer<InputTrouble> told) {
        this.told = told;
    }

    /** Something is wrong; told when it is the first of its kind since all was well. */
    public void wrong(Place place, RunStatus.Cause cause, String detail) {
        open.add(place);
        if (known.add(cause)) {
            told.accept(new InputTrouble(cause, detail));
        }
    }

    /** All is well in a place; told when it was the last one that was not. */
    public void well(Place place, String detail) {
        if (open.remove(place) && open.isEmpty()) {
            known.clear();
            told.accept(new InputTrouble(null, detail));
        }
    }
}
