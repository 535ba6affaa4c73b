package tv.mux.model;

/**
 * What this node has heard of the scheduler.
 *
 * @param playhead its last word; null when it never spoke
 */
public record LastPlayhead(Playhead playhead) {}
