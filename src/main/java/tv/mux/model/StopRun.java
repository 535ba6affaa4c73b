package tv.mux.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A request to end a run. For an ended run, the request deletes what the run still keeps.
 *
 * @param run id of the run; an unknown id is no error
 * @param mode how the run ends
 */
public record StopRun(String run, @JsonProperty("how") Mode mode) {
    /** How a run ends. */
    public enum Mode {
        /** At once. Its unpublished segments are discarded. */
        KILL,
        /** After the present input segment. The last segment of the run is published. */
        FINISH
    }
}
