package tv.mux.model;

/**
 * The segments up to a number. They need not be kept any longer, or were deleted.
 *
 * @param msn the highest media sequence number among them
 */
public record ExpiredSegments(long msn) {}
