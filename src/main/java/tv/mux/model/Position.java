package tv.mux.model;

/**
 * A point in an input.
 *
 * @param sequence media sequence number of the input segment that contains the point or ends there
 * @param stamp presentation time stamp of the point in the input's own time, ticks of 90 kHz modulo 2^33
 */
public record Position(long sequence, long stamp) {}
