package tv.mux.model;

/**
 * The input that the scheduler wants on air.
 *
 * @param head URL of the HLS input, as Mux fetches it
 * @param name name of the input; empty if the scheduler gave none
 * @param at when the event was received, milliseconds since the epoch
 */
public record Playhead(String head, String name, long at) {}
