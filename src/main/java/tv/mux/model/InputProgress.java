package tv.mux.model;

/**
 * How far an input was published.
 *
 * @param end the place in it that was published last
 * @param longestCutMs the longest cut it has given, milliseconds
 */
public record InputProgress(Position end, long longestCutMs) {}
