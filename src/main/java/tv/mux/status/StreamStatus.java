package tv.mux.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import tv.mux.model.Playhead;

/**
 * Status of the stream: what is on air and what is next.
 *
 * @param playhead the latest playhead of the scheduler; null if there was none
 * @param onAir the program source; null if there is none
 * @param next the preview source; null if there is none
 * @param slateSince when the slate came on air, milliseconds since the epoch; null while it is off air
 * @param driftMs how far the output runs ahead of real time, milliseconds; negative if it is late
 * @param published number of segments published since the start
 * @param lastPublishedAt when the last segment was published, milliseconds since the epoch; 0 if none was
 * @param switches the latest switches, newest first
 * @param errors the latest problems, newest first
 */
public record StreamStatus(
        @JsonProperty("wanted") Playhead playhead,
        Source onAir,
        Source next,
        Long slateSince,
        long driftMs,
        long published,
        long lastPublishedAt,
        List<Switch> switches,
        List<Problem> errors) {

    public StreamStatus {
        switches = List.copyOf(switches);
        errors = List.copyOf(errors);
    }

    /**
     * A source: an input that the switch reads.
     *
     * @param head URL of the input
     * @param title name of the input
     * @param run id of its current run; null between two runs
     * @param since when it came on air or was requested, milliseconds since the epoch
     * @param waiting number of pending segments
     * @param failures failed attempts since it last delivered
     * @param trouble what is wrong with it; null if nothing is
     */
    public record Source(
            String head, String title, String run, long since, int waiting, int failures, String trouble) {}

    /**
     * A switch that was made or failed.
     *
     * @param to name of the new input
     * @param head URL of the new input
     * @param requestedAt when the scheduler asked for it, milliseconds since the epoch
     * @param tookMs milliseconds until its first segment was published, or until the switch failed
     * @param done whether the switch was made
     */
    public record Switch(
            String to, String head, @JsonProperty("wantedAt") long requestedAt, long tookMs, boolean done) {}

    /**
     * A problem that was logged.
     *
     * @param at when it was logged, milliseconds since the epoch
     * @param head URL of the input
     * @param text the message
     */
    public record Problem(long at, String head, String text) {}
}
