package tv.mux.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A request to start a run: one FFmpeg child that reads one input from a chosen input segment on.
 *
 * @param run id of the run, never used before
 * @param head URL of the input
 * @param resumes id of an earlier run of the same input that this one continues without losing or repeating a frame;
 *     null if the run begins by itself
 * @param publishedUpTo position up to which the input was published: the run begins there or later; null if the input
 *     was never published
 * @param continuous whether the output continues with this input, so that everything after {@code publishedUpTo} that
 *     is still available must be included
 * @param untilDueMs milliseconds until the first segment of the run is due; negative if it is late
 * @param longestSegmentMs duration of the longest segment that this input has given so far, milliseconds; 0 if unknown
 */
public record StartRun(
        String run,
        String head,
        String resumes,
        @JsonProperty("shown") Position publishedUpTo,
        @JsonProperty("goesOn") boolean continuous,
        long untilDueMs,
        @JsonProperty("longestCutMs") long longestSegmentMs) {}
