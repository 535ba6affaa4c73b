package tv.mux.model;

/**
 * What the scheduler wants on air.
 *
 * @param head the address of the HLS input, as Mux is to read it
 * @param name its title; empty when the scheduler gave none
 * @param at when it was heard, milliseconds since the epoch
 */
public record Playhead(String head, String name, long at) {}
