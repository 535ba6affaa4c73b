package tv.mux.model;

/**
 * The order to end a run. Also lets go of what an ended run still holds.
 *
 * @param run the run's id; one that is not known is no error
 * @param how whether its last segment is still wanted
 */
public record StopRun(String run, Mode how) {
    /** How a run is ended. */
    public enum Mode {
        /** At once; nothing of it is wanted any more. */
        KILL,
        /** Its present input segment is finished, and its last cut is published. */
        FINISH
    }
}
