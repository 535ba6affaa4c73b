package tv.mux.status;

/**
 * How fast a run's renditions are encoded.
 *
 * @param run the run's id
 * @param head the address of its input
 * @param ladder what its renditions are, for people
 * @param speed media encoded over time passed in the last half minute: 1 where it keeps up; 0 while little is known
 * @param slow whether it was slower than real time for that long: the output falls behind
 * @param at when, milliseconds since the epoch
 */
public record EncoderStatus(String run, String head, String ladder, double speed, boolean slow, long at) {}
