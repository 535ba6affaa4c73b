package tv.mux.model;

/** The muxer that publishes the stream, and its term. */
public record Leader(long term, String node) {}
