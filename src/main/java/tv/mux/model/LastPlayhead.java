package tv.mux.model;

/**
 * The latest playhead on this node's own connection to the scheduler.
 *
 * @param playhead null if the scheduler has sent none
 */
public record LastPlayhead(Playhead playhead) {}
