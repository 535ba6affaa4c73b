package tv.mux.icecast;

import java.util.EnumSet;
import java.util.Set;

/** Decides which failures are worth a line: the first of each kind, until all has been well for a while. Pure. */
final class IcecastTroubles {
    private static final long WELL_MS = 30_000;

    private final Set<IcecastTrouble.Kind> told = EnumSet.noneOf(IcecastTrouble.Kind.class);
    private long wellSinceMs = Long.MAX_VALUE;

    /** Whether this is to be told. */
    boolean tell(IcecastTrouble.Kind kind, long nowMs) {
        if (wellSinceMs != Long.MAX_VALUE && nowMs - wellSinceMs >= WELL_MS) {
            told.clear();
        }
        wellSinceMs = Long.MAX_VALUE;
        return told.add(kind);
    }

    /** All is well from now on. */
    void well(long nowMs) {
        wellSinceMs = nowMs;
    }
}
