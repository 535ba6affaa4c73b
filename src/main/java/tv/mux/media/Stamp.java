package tv.mux.media;

/** Arithmetic on 33-bit time stamps of 90 kHz, which wrap around every 26.5 hours (ISO/IEC 13818-1 §2.4.3.6). */
public final class Stamp {
    /** Ticks per second. */
    public static final long HZ = 90_000;

    /** Number of different time stamps: all arithmetic is modulo this number. */
    public static final long MODULO = 1L << 33;

    private Stamp() {}

    /** Returns the time stamp plus ticks, which may be negative: from 0 to 2^33 - 1. */
    public static long plus(long stamp, long ticks) {
        return (stamp + ticks) & (MODULO - 1);
    }

    /** Returns the ticks from b to a, in the shorter direction: from -2^32 + 1 to 2^32; negative if a is earlier. */
    public static long minus(long a, long b) {
        long difference = (a - b) & (MODULO - 1);
        return difference > MODULO / 2 ? difference - MODULO : difference;
    }

    /** Converts ticks to milliseconds, rounded to the nearest. */
    public static long millis(long ticks) {
        return Math.floorDiv(ticks + HZ / 2000, HZ / 1000);
    }
}
