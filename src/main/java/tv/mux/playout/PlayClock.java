package tv.mux.playout;

/** Computes how many samples are due at a time, so that audio is sent at real-time speed. Pure. */
public final class PlayClock {
    private static final long NANOS = 1_000_000_000;

    private final int rate;
    private final long maxDue;
    private final long startNanos;
    private long consumed;
    private long skipped;

    /**
     * Starts the clock.
     *
     * @param rate samples per second
     * @param maxDue the maximum number of samples that are due at once; more are skipped, because listeners expect no
     *     burst after the machine was suspended
     * @param nowNanos nanoseconds of a monotonic clock
     */
    public PlayClock(int rate, long maxDue, long nowNanos) {
        this.rate = rate;
        this.maxDue = maxDue;
        this.startNanos = nowNanos;
    }

    /** The number of samples that are due. */
    public long due(long nowNanos) {
        long elapsed = nowNanos - startNanos;
        // Seconds and the rest separately, because nanoseconds times the rate would overflow after two days.
        long due = elapsed / NANOS * rate + elapsed % NANOS * rate / NANOS - consumed;
        if (due > maxDue) {
            skipped += due - maxDue;
            consumed += due - maxDue;
            return maxDue;
        }
        return due;
    }

    /** Reports that samples were sent. */
    public void sent(long samples) {
        consumed += samples;
    }

    /** The number of samples skipped so far. */
    long skipped() {
        return skipped;
    }
}
