package tv.mux.ts;

/**
 * The first and last continuity counters of a packet id in a segment (ISO/IEC 13818-1 §2.4.3.3). Packets without a
 * payload do not increment the counter.
 *
 * @param first the counter of the first packet with a payload, 0 to 15; {@code last + 1} modulo 16 if there is none
 * @param last the counter of the last packet, 0 to 15
 */
public record Counters(int first, int last) {

    /**
     * Returns what to add to these counters, modulo 16, so that they continue after the previous segment.
     *
     * @param previous the last counter of the previous segment
     */
    public int offsetAfter(int previous) {
        return (previous + 1 - first) & 15;
    }
}
