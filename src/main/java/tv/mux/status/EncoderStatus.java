package tv.mux.status;

/**
 * Encoding speed of a run's renditions.
 *
 * @param run id of the run
 * @param head URL of the input
 * @param ladder description of the renditions for the operator
 * @param speed media time encoded per elapsed time in the last half minute: 1 is real time; 0 while too little is known
 * @param slow whether encoding was slower than real time for that long, so that the output falls behind
 * @param at time of measurement, milliseconds since the epoch
 */
public record EncoderStatus(String run, String head, String ladder, double speed, boolean slow, long at) {}
