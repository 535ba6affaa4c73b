package tv.mux.status;

import java.util.List;
import tv.mux.model.Playhead;

/**
 * What is on air and what is next.
 *
 * @param wanted what the scheduler wants; null when it was never heard
 * @param onAir the input published now; null when there is none
 * @param next the input about to take over; null when there is none
 * @param slateSince since when the slate stands in for the input on air, milliseconds since the epoch; null when it
 *     does not
 * @param driftMs media published since the pace anchor minus time passed, milliseconds: how far the output runs ahead
 * @param published segments published since the start
 * @param lastPublishedAt when the last one was, milliseconds since the epoch; 0 when none was
 * @param switches the last switches, newest first
 * @param errors what went wrong last, newest first
 */
public record StreamStatus(
        Playhead wanted,
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
     * An input that is followed.
     *
     * @param head its address
     * @param title its name
     * @param run its present run; null between two
     * @param since since when it is on air, or wanted, milliseconds since the epoch
     * @param waiting cuts that wait for their slot
     * @param failures attempts that failed since it last delivered
     * @param trouble what is wrong with it; null when nothing is
     */
    public record Source(
            String head, String title, String run, long since, int waiting, int failures, String trouble) {}

    /**
     * A switch that was made or failed.
     *
     * @param to the title it was to
     * @param head its address
     * @param wantedAt when the scheduler asked for it, milliseconds since the epoch
     * @param tookMs milliseconds until its first segment was published, or until it was given up
     * @param done whether it was made
     */
    public record Switch(String to, String head, long wantedAt, long tookMs, boolean done) {}

    /**
     * Something that went wrong.
     *
     * @param at when, milliseconds since the epoch
     * @param head the address of the input
     * @param text what, in words for the operator
     */
    public record Problem(long at, String head, String text) {}
}
