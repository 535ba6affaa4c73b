package tv.mux.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far an input was published.
 *
 * @param end position in the input at which its last published segment ends; null if none was published
 * @param longestSegmentMs duration of the longest segment that this input has given, milliseconds
 */
public record InputProgress(Position end, @JsonProperty("longestCutMs") long longestSegmentMs) {}
