package tv.mux.model;

/**
 * The order to publish a cut.
 *
 * @param cut what to publish
 * @param discontinuity whether it does not go on from the segment before
 * @param title the name of what is on air
 * @param dueAtMs when the segment after it is due, milliseconds since the epoch
 */
public record AppendRequest(PendingSegment cut, boolean discontinuity, String title, long dueAtMs) {
    /** By a clock that runs so many milliseconds ahead. */
    public AppendRequest shiftedBy(long clockMs) {
        return new AppendRequest(cut, discontinuity, title, dueAtMs + clockMs);
    }
}
