package tv.mux.audit;

import java.util.List;
import java.util.Map;

/**
 * The contents of an MPEG-TS segment.
 *
 * @param faults errors within the segment
 * @param counters first and last continuity counter of each packet id
 * @param video presentation time of the video
 * @param audio presentation time of the audio
 * @param frames a hash of the slices of each picture, in decoding order
 */
record TsFacts(List<String> faults, Map<Integer, Counter> counters, Span video, Span audio, List<Long> frames) {

    private static final double WRAP = Math.pow(2, 33) / 90_000;

    TsFacts {
        faults = List.copyOf(faults);
        counters = Map.copyOf(counters);
        frames = List.copyOf(frames);
    }

    /** The first and the last continuity counter of a packet id. */
    record Counter(int first, int last) {}

    /**
     * Presentation time of one stream, seconds.
     *
     * @param count number of packets with a time stamp; 0 if there is no such stream
     * @param first the earliest time stamp
     * @param end one frame after the latest time stamp
     * @param longestStep the longest time between two consecutive time stamps
     */
    record Span(int count, double first, double end, double longestStep) {
        boolean present() {
            return count > 0;
        }
    }

    /**
     * The signed difference of two time stamps, in seconds. Time stamps count modulo 2^33 at 90 kHz.
     */
    static double signed(double seconds) {
        return seconds - WRAP * Math.rint(seconds / WRAP);
    }
}
