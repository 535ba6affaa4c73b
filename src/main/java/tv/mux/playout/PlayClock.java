package tv.mux.playout;

/** Says how many samples are due by the clock, so that listeners get them as fast as they hear them. Pure. */
public final class PlayClock {
    private static final long NANOS = 1_000_000_000;

    private final int rate;
    private final long most;
    private long begun;
    private long taken;
    private long left;

    /**
     * Begins to count.
     *
     * @param rate samples a second
     * @param most samples that may be due at once: what is more (the machine was asleep) is left out, for listeners
     *     were promised no burst
     * @param nowNanos the time on a monotonic clock
     */
    public PlayClock(int rate, long most, long nowNanos) {
        this.rate = rate;
        this.most = most;
        this.begun = nowNanos;
    }

    /** How many samples are due. */
    public long due(long nowNanos) {
        long passed = nowNanos - begun;
        // In two parts: nanoseconds times the rate is more than a long holds after two days.
        long due = passed / NANOS * rate + passed % NANOS * rate / NANOS - taken;
        if (due > most) {
            left += due - most;
            taken += due - most;
            return most;
        }
        return due;
    }

    /** So many of them were taken. */
    public void take(long samples) {
        taken += samples;
    }

    /** Samples left out so far. */
    long left() {
        return left;
    }
}
