package tv.mux.switcher;

/**
 * The clock of the output. From its anchor on, media is published at the rate at which time passes.
 *
 * @param anchored whether a segment was published since the start
 * @param anchor time of the anchor, milliseconds of the monotonic clock
 * @param media media published since the anchor, milliseconds
 */
public record OutputClock(boolean anchored, long anchor, long media) {
    /**
     * Up to this many target durations of missing media are made up for as soon as segments are available. Players
     * start three target durations behind the live edge, so media that is not made up for leaves them less buffer
     * before they stall. With more than this, a playlist could grow by over three target durations between two reloads,
     * and some players then skip segments.
     */
    private static final double MAX_CATCH_UP_TARGETS = 1.5;

    /** Clock before the first segment. */
    static final OutputClock NONE = new OutputClock(false, 0, 0);

    /**
     * Returns the slot: the time at which the next segment is due, milliseconds of the monotonic clock. Before the
     * first segment this is {@code now}.
     */
    long due(long now) {
        return anchored ? anchor + media : now;
    }

    /** Returns how far the output runs ahead of real time, milliseconds; negative if the output is late. */
    public long drift(long now) {
        return anchored ? anchor + media - now : 0;
    }

    /** Whether more media is missing than a catch-up makes up for. */
    boolean tooLate(long now, long targetMs) {
        return -drift(now) > MAX_CATCH_UP_TARGETS * targetMs;
    }

    /** Returns the clock after a segment took its slot. A negative duration gives the slot back. */
    OutputClock advanced(long durationMs) {
        return new OutputClock(true, anchor, media + durationMs);
    }

    /** Returns a clock whose next slot is now. */
    OutputClock restarted(long now) {
        return new OutputClock(true, now, 0);
    }
}
