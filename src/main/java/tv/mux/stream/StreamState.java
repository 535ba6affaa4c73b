package tv.mux.stream;

import tv.mux.bus.Origin;
import tv.mux.bus.Playhead;

/**
 * All the switch knows.
 *
 * @param wanted what the scheduler wants; null when it was never heard
 * @param movedAt when it last wanted another input, milliseconds of the monotonic clock
 * @param onAir the input published now; null when there is none
 * @param next the input about to take over; null when there is none
 * @param output what leaves
 * @param slate what stands in while no input delivers
 * @param runs runs begun so far: makes their ids
 */
record StreamState(Playhead wanted, long movedAt, Lane onAir, Lane next, Output output, Slate slate, long runs) {

    /** Long ago. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    /**
     * What a stream begins with: it takes up what was on air, and what the scheduler wanted last, until it speaks again.
     *
     * @param wanted the playhead known, or the default; null when there is neither
     * @param clockMs how far the clock of the epoch runs ahead of the monotonic one, milliseconds
     */
    static StreamState from(Origin origin, Playhead wanted, long now, long clockMs, long timeoutMs) {
        Lane onAir = origin.onAir() == null ? null : Lane.wanted(origin.onAir(), origin.title(), now, now, timeoutMs);
        boolean same = wanted != null && onAir != null && onAir.head().equals(wanted.head());
        Lane next = wanted == null || same ? null : Lane.wanted(wanted.head(), wanted.name(), now, now, timeoutMs);
        return new StreamState(wanted, NEVER, onAir, next, Output.from(origin, now, clockMs), Slate.OFF, 0);
    }

    /** The clock of the output. */
    Pace pace() {
        return output.pace();
    }
}
