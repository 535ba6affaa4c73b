package tv.mux.switcher;

/**
 * The clock of the output: from an anchor on, media is published as time passes.
 *
 * @param anchored whether anything was published since the start
 * @param anchor when the anchor was, milliseconds of the monotonic clock
 * @param media media published since, milliseconds
 */
public record OutputClock(boolean anchored, long anchor, long media) {
    /**
     * What is missing is made up for as soon as there is something to publish, up to so many target durations: players
     * begin three behind the edge, so what is not made up for is what they have less until they stall. More than that
     * would be more than three between two reloads, and some players leave segments out then.
     */
    private static final double MOST_MISSING = 1.5;

    /** Before the first segment. */
    static final OutputClock NONE = new OutputClock(false, 0, 0);

    /**
     * The slot: when the next segment is due, milliseconds of the monotonic clock. Before the first segment it is
     * always now.
     */
    long due(long now) {
        return anchored ? anchor + media : now;
    }

    /** How far the output runs ahead of the clock, milliseconds. */
    public long drift(long now) {
        return anchored ? anchor + media - now : 0;
    }

    /** Whether more is missing than is made up for. */
    boolean lost(long now, long targetMs) {
        return -drift(now) > MOST_MISSING * targetMs;
    }

    /** With the next segment published at its slot, or late within the limit. */
    OutputClock published(long durationMs) {
        return new OutputClock(true, anchor, media + durationMs);
    }

    /** Restarts the clock after an outage: the slot is now. */
    OutputClock anew(long now) {
        return new OutputClock(true, now, 0);
    }
}
