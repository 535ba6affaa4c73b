package tv.mux.switcher;

import tv.mux.model.Playhead;
import tv.mux.model.ResumePoint;

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
public record SwitchState(
        Playhead wanted, long movedAt, Source onAir, Source next, OutputState output, SlateState slate, long runs) {

    /** Long ago. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    /**
     * What a stream begins with: it takes up what was on air, and what the scheduler wanted last, until it speaks
     * again.
     *
     * @param wanted the playhead known, or the default; null when there is neither
     * @param clockMs how far the clock of the epoch runs ahead of the monotonic one, milliseconds
     */
    public static SwitchState from(ResumePoint origin, Playhead wanted, long now, long clockMs, long timeoutMs) {
        Source onAir =
                origin.onAir() == null ? null : Source.wanted(origin.onAir(), origin.title(), now, now, timeoutMs);
        boolean same = wanted != null && onAir != null && onAir.head().equals(wanted.head());
        Source next = wanted == null || same ? null : Source.wanted(wanted.head(), wanted.name(), now, now, timeoutMs);
        return new SwitchState(wanted, NEVER, onAir, next, OutputState.from(origin, now, clockMs), SlateState.OFF, 0);
    }

    /** The clock of the output. */
    public OutputClock pace() {
        return output.pace();
    }
}
