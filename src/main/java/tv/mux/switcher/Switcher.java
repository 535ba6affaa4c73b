package tv.mux.switcher;

import java.util.random.RandomGenerator;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.SlateSegment;

/**
 * The switch: a pure function from a state and an event to the next state and a list of commands. It has no clock, no
 * bus and no state of its own, so tests can cover every transition.
 *
 * <p>There are two sources at most: the program source, which is on air, and the preview source, which is about to be.
 * Each source has one run at a time. The next run follows each ended run until the source is discarded. Finished
 * segments wait at their source for a slot of the output. When the first segment of the preview source takes a slot,
 * the preview source becomes the program source. If neither source has a segment in time, the slate takes the slot.
 */
public final class Switcher {
    private final Rules rules;
    private final RandomGenerator random;

    /**
     * Settings of the switch.
     *
     * @param mode whether two inputs may be read at once
     * @param timeoutMs how long an input may take to deliver its first segment, milliseconds
     * @param targetMs target duration: the maximum length of a segment, milliseconds
     * @param listSize number of segments in the playlist
     * @param runPrefix prefix of the run ids, which no other term has used
     * @param slate the segment to publish while no input delivers
     * @param slateHoldMs how long an input must deliver before it replaces the slate, milliseconds
     */
    public record Rules(
            TransitionMode mode,
            long timeoutMs,
            long targetMs,
            int listSize,
            String runPrefix,
            SlateSegment slate,
            long slateHoldMs) {}

    public Switcher(Rules rules, RandomGenerator random) {
        this.rules = rules;
        this.random = random;
    }

    /**
     * Returns what follows from an event.
     *
     * @param now milliseconds of the monotonic clock
     */
    public StepResult on(SwitchState state, SwitchEvent event, long now) {
        return new SwitchStep(new SwitchDraft(rules, random, state, now)).on(event);
    }
}
