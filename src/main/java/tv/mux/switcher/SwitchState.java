package tv.mux.switcher;

import tv.mux.model.Playhead;
import tv.mux.model.ResumePoint;

/**
 * Complete state of the switch.
 *
 * @param playhead the latest playhead of the scheduler; null if there was none
 * @param playheadChangedAt when the scheduler last asked for another input, milliseconds of the monotonic clock
 * @param program the source on air; null if there is none
 * @param preview the source about to replace the program source; null if there is none
 * @param output state of the output
 * @param slate state of the slate
 * @param runCount number of run ids used so far
 */
public record SwitchState(
        Playhead playhead,
        long playheadChangedAt,
        Source program,
        Source preview,
        OutputState output,
        SlateState slate,
        long runCount) {

    private static final long LONG_AGO = Long.MIN_VALUE / 4;

    /**
     * Returns the first state of a stream. It continues with the source that was on air and with the known playhead
     * until the scheduler sends another.
     *
     * @param playhead the known playhead, or the default; null if there is neither
     * @param epochOffsetMs milliseconds since the epoch minus milliseconds of the monotonic clock
     */
    public static SwitchState from(
            ResumePoint resumePoint, Playhead playhead, long now, long epochOffsetMs, long timeoutMs) {
        Source program = resumePoint.onAir() == null
                ? null
                : Source.requested(resumePoint.onAir(), resumePoint.title(), now, now, timeoutMs);
        boolean same = playhead != null && program != null && program.head().equals(playhead.head());
        Source preview = playhead == null || same
                ? null
                : Source.requested(playhead.head(), playhead.name(), now, now, timeoutMs);
        OutputState output = OutputState.from(resumePoint, now, epochOffsetMs);
        return new SwitchState(playhead, LONG_AGO, program, preview, output, SlateState.OFF, 0);
    }

    public OutputClock clock() {
        return output.clock();
    }
}
