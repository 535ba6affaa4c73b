package tv.mux.common;

/** A clock that never goes backwards, for measuring time spans. It is unrelated to the date. */
public final class MonotonicClock {
    private MonotonicClock() {}

    /** Returns milliseconds since an arbitrary moment. */
    public static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
