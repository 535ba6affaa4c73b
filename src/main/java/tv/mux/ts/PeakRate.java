package tv.mux.ts;

/**
 * The peak bit rate of segments as players are told it (RFC 8216 §4.1): the highest of any segments in a row that
 * together last from half to one and a half target durations.
 */
public final class PeakRate {
    private PeakRate() {}

    /**
     * The highest of the rows that end in the newest segment.
     *
     * @param bytes the segments' lengths, the newest first
     * @param millis the segments' durations, the newest first
     * @param targetMs the target duration, milliseconds
     * @return bits a second; 0 where all of them together are too short to count
     */
    public static long ofNewest(long[] bytes, long[] millis, long targetMs) {
        long peak = 0;
        long size = 0;
        long duration = 0;
        for (int i = 0; i < bytes.length; i++) {
            size += bytes[i];
            duration += millis[i];
            if (2 * duration > 3 * targetMs && i > 0) {
                break;
            }
            if (2 * duration >= targetMs) {
                peak = Math.max(peak, size * 8000 / duration);
            }
        }
        return peak;
    }
}
