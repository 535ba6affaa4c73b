package tv.mux.stream;

import java.util.Map;
import tv.mux.bus.Append;
import tv.mux.bus.Origin;
import tv.mux.bus.Playhead;
import tv.mux.bus.Shown;

/**
 * All the switch knows.
 *
 * @param wanted what the scheduler wants; null when it was never heard
 * @param movedAt when it last wanted another input, milliseconds of the monotonic clock
 * @param onAir the input published now; null when there is none
 * @param next the input about to take over; null when there is none
 * @param pace the clock of the output
 * @param publishing the cut being published; null when none is
 * @param retryAt when a failed publication is tried again; 0 when none failed
 * @param lastRun the run published last; null when nothing ever was
 * @param shown how far each input was published, by its address
 * @param runs runs begun so far: makes their ids
 */
record StreamState(
        Playhead wanted,
        long movedAt,
        Lane onAir,
        Lane next,
        Pace pace,
        Append publishing,
        long retryAt,
        String lastRun,
        Map<String, Shown> shown,
        long runs) {

    /** Long ago. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    /**
     * What a stream begins with: it takes up what was on air, and what the scheduler wanted last, until it speaks again.
     *
     * @param wanted the playhead known, or the default; null when there is neither
     */
    static StreamState from(Origin origin, Playhead wanted, long now, long timeoutMs) {
        Lane onAir = origin.onAir() == null ? null : Lane.wanted(origin.onAir(), origin.title(), now, now, timeoutMs);
        boolean same = wanted != null && onAir != null && onAir.head().equals(wanted.head());
        Lane next = wanted == null || same ? null : Lane.wanted(wanted.head(), wanted.name(), now, now, timeoutMs);
        return new StreamState(
                wanted, NEVER, onAir, next, Pace.NONE, null, 0, origin.onAir() == null ? null : "", origin.shown(), 0);
    }
}
