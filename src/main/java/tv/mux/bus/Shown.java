package tv.mux.bus;

/**
 * How far an input was published.
 *
 * @param end the place in it that was published last
 * @param longestCutMs the longest cut it has given, milliseconds
 */
public record Shown(Position end, long longestCutMs) {}
