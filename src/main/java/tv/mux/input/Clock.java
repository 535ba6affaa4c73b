package tv.mux.input;

/** A clock that only goes forward, for waits; it knows no date. */
final class Clock {
    private Clock() {}

    /** Milliseconds since some moment in the past. */
    static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
