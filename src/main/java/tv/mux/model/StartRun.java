package tv.mux.model;

/**
 * The order to begin a run: one FFmpeg child reading one input from a chosen input segment on.
 *
 * @param run the run's id, never used before
 * @param head the address of the input
 * @param resumes the id of an earlier run of the same input that this one goes on from, without losing or repeating a
 *     frame; null when it begins by itself
 * @param shown the place in the input up to which it was published before: nothing before it is wanted; null when it
 *     never was
 * @param goesOn whether the output goes on with this input, so that nothing since {@code shown} may be left out that
 *     can still be had
 * @param untilDueMs milliseconds until the output wants the first cut; negative when it is late already
 * @param longestCutMs the longest cut that this input has given so far, milliseconds; 0 when not known
 */
public record StartRun(
        String run, String head, String resumes, Position shown, boolean goesOn, long untilDueMs, long longestCutMs) {}
