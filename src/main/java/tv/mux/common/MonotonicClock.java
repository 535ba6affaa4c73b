package tv.mux.common;

/** A clock that only goes forward, for waits; it knows no date. */
public final class MonotonicClock {
    private MonotonicClock() {}

    /** Milliseconds since some moment in the past. */
    public static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
