package tv.mux.model;

/**
 * A place in an input.
 *
 * @param sequence the media sequence number of the input segment that holds the place, or that it ends
 * @param stamp the presentation time stamp there, in the input's own time: 90 kHz ticks modulo 2^33
 */
public record Position(long sequence, long stamp) {}
