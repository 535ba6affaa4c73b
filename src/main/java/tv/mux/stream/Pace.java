package tv.mux.stream;

/**
 * The clock of the output: from an anchor on, media is published as time passes.
 *
 * @param anchored whether anything was published since the start
 * @param anchor when the anchor was, milliseconds of the monotonic clock
 * @param media media published since, milliseconds
 */
record Pace(boolean anchored, long anchor, long media) {
    /** Before the first segment. */
    static final Pace NONE = new Pace(false, 0, 0);

    /** The slot: when the next segment is due, milliseconds of the monotonic clock. Before the first segment it is always now. */
    long due(long now) {
        return anchored ? anchor + media : now;
    }

    /** How far the output runs ahead of the clock, milliseconds. */
    long drift(long now) {
        return anchored ? anchor + media - now : 0;
    }

    /** With the next segment published at its slot, or late within the limit. */
    Pace published(long durationMs) {
        return new Pace(true, anchor, media + durationMs);
    }

    /** As if now were the slot: after an outage, and where an input runs faster than time. */
    Pace anew(long now) {
        return new Pace(true, now, 0);
    }
}
