package tv.mux.audit;

import java.util.List;
import java.util.Map;

/**
 * What a transport stream segment holds.
 *
 * @param faults what is wrong with it by itself
 * @param counters first and last continuity counter of each packet id
 * @param video when its video begins and ends
 * @param audio when its audio begins and ends
 * @param frames a hash of the coded slices of each picture, in order
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
     * @param count packets with a time stamp; 0: there is no such stream
     * @param first the earliest
     * @param end one step behind the latest
     * @param hole the longest step
     */
    record Span(int count, double first, double end, double hole) {
        boolean present() {
            return count > 0;
        }
    }

    /**
     * The difference of two time stamps, which count modulo 2^33 of 90 kHz, as the nearest signed number of seconds.
     */
    static double signed(double seconds) {
        return seconds - WRAP * Math.rint(seconds / WRAP);
    }
}
