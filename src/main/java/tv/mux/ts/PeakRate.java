package tv.mux.ts;

/**
 * Computes the peak segment bit rate (RFC 8216 §4.1): the highest bit rate of any contiguous segments whose total
 * duration is between 0.5 and 1.5 target durations.
 */
public final class PeakRate {
    private PeakRate() {}

    /**
     * Returns the peak bit rate of the contiguous segments that end with the newest one. A single segment counts even
     * if it is longer than 1.5 target durations.
     *
     * @param bytes the sizes of the segments, the newest first
     * @param millis the durations of the segments in milliseconds, the newest first
     * @param targetMs the target duration, milliseconds
     * @return bits per second; 0 if all segments together are shorter than half a target duration
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
