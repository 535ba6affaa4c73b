package tv.mux.media;

/** Arithmetic on 33-bit time stamps of 90 kHz, which begin again at 0 every 26.5 hours (ISO/IEC 13818-1 §2.4.3.6). */
public final class Stamp {
    /** Ticks in a second. */
    public static final long HZ = 90_000;

    /** What a stamp is counted modulo. */
    public static final long MODULO = 1L << 33;

    private Stamp() {}

    /** The stamp so many ticks (which may be negative) after another: from 0 to 2^33 - 1. */
    public static long plus(long stamp, long ticks) {
        return (stamp + ticks) & (MODULO - 1);
    }

    /** The ticks from b to a by the shorter way round: above -2^32, up to 2^32; negative when a is the earlier. */
    public static long minus(long a, long b) {
        long ahead = (a - b) & (MODULO - 1);
        return ahead > MODULO / 2 ? ahead - MODULO : ahead;
    }

    /** Ticks in milliseconds, rounded to the nearest. */
    public static long millis(long ticks) {
        return Math.floorDiv(ticks + HZ / 2000, HZ / 1000);
    }
}
