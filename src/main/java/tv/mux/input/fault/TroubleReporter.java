package tv.mux.input.fault;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import tv.mux.status.RunStatus;

/** Reports each kind of trouble of an input once, and its end when all areas have recovered. */
public final class TroubleReporter {
    /** An area that can fail and recover independently of the others. */
    public enum Area {
        /** Loading the playlist. */
        PLAYLIST,
        /** Changes of the playlist. */
        PROGRESS,
        /** Fetching the segments. */
        SEGMENTS
    }

    private final Set<Area> failing = EnumSet.noneOf(Area.class);
    private final Set<RunStatus.Cause> reported = EnumSet.noneOf(RunStatus.Cause.class);
    private final Consumer<InputTrouble> listener;

    public TroubleReporter(Consumer<InputTrouble> listener) {
        this.listener = listener;
    }

    /** Records a failure. Reports the failure if no other one with this cause was reported since the last recovery. */
    public void report(Area area, RunStatus.Cause cause, String detail) {
        failing.add(area);
        if (reported.add(cause)) {
            listener.accept(new InputTrouble(cause, detail));
        }
    }

    /** Records that an area works. Reports a recovery if this area was the last one that failed. */
    public void resolve(Area area, String detail) {
        if (failing.remove(area) && failing.isEmpty()) {
            reported.clear();
            listener.accept(new InputTrouble(null, detail));
        }
    }
}
