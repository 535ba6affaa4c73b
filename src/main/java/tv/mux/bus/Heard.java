package tv.mux.bus;

/**
 * What this node has heard of the scheduler.
 *
 * @param playhead its last word; null when it never spoke
 */
public record Heard(Playhead playhead) {}
