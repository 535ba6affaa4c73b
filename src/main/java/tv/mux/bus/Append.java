package tv.mux.bus;

/**
 * The order to publish a cut.
 *
 * @param cut what to publish
 * @param discontinuity whether it does not go on from the segment before
 * @param title the name of what is on air
 */
public record Append(Cut cut, boolean discontinuity, String title) {}
