package tv.mux.bus;

/**
 * Who may publish.
 *
 * @param term the time in office; only ever rising
 * @param node the node's id
 * @param at since when, milliseconds since the epoch
 */
public record Leader(long term, String node, long at) {}
