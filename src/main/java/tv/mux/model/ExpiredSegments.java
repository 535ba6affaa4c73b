package tv.mux.model;

/**
 * Segments that need not be kept, or are gone.
 *
 * @param msn the highest media sequence number among them
 */
public record ExpiredSegments(long msn) {}
