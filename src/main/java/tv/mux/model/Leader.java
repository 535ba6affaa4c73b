package tv.mux.model;

/**
 * Who leads.
 *
 * @param term its term
 * @param node its node id
 */
public record Leader(long term, String node) {}
