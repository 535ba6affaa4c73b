package tv.mux.switcher;

import java.util.random.RandomGenerator;
import tv.mux.config.Config.TransitionMode;
import tv.mux.model.SlateSegment;

/**
 * The switch: what follows from each event, and nothing else. It has no clock, no bus and no state of its own, so that
 * every move can be tested.
 *
 * <p>Two lanes at most: the input on air and the one about to be. Each has one run at a time; a run that ends is
 * followed by the next, until the lane is dropped. Cuts wait in their lane for the output's slot. The first cut of the
 * lane about to be takes a slot, and with it the air. Where neither has one in time, the slate takes the slot.
 */
public final class Switcher {
    private final Rules rules;
    private final RandomGenerator random;

    /**
     * What the switch is held to.
     *
     * @param mode whether two inputs may be read at once
     * @param timeoutMs what an input may take to deliver, milliseconds
     * @param targetMs no segment is longer, milliseconds
     * @param listSize number of segments in the playlist
     * @param runPrefix makes run ids that no other time in office has used
     * @param card what is published while no input delivers
     * @param holdMs how long an input must deliver to be taken back from the slate, milliseconds
     */
    public record Rules(
            TransitionMode mode,
            long timeoutMs,
            long targetMs,
            int listSize,
            String runPrefix,
            SlateSegment card,
            long holdMs) {}

    public Switcher(Rules rules, RandomGenerator random) {
        this.rules = rules;
        this.random = random;
    }

    /** What follows from an event at a time of the monotonic clock, in milliseconds. */
    public StepResult on(SwitchState state, SwitchEvent event, long now) {
        return new SwitchStep(new SwitchDraft(rules, random, state, now)).on(event);
    }
}
