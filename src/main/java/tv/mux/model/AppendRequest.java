package tv.mux.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A request to publish a pending segment.
 *
 * @param segment the segment to publish
 * @param discontinuity whether the segment does not continue the one before (RFC 8216 §4.3.2.3)
 * @param title name of the source on air
 * @param dueAtMs when the segment after this one is due, milliseconds since the epoch
 */
public record AppendRequest(
        @JsonProperty("cut") PendingSegment segment, boolean discontinuity, String title, long dueAtMs) {
    /** Returns this request with {@link #dueAtMs} moved to a clock that runs ahead by {@code offsetMs}. */
    public AppendRequest shiftedBy(long offsetMs) {
        return new AppendRequest(segment, discontinuity, title, dueAtMs + offsetMs);
    }
}
