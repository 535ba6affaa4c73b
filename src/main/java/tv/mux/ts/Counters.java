package tv.mux.ts;

/**
 * Where the continuity counter of a packet id begins and ends in a segment (ISO/IEC 13818-1 §2.4.3.3). Packets without
 * a payload do not count on; where they come first, {@code first} is what the first payload has or would have.
 *
 * @param first the counter of the first packet with a payload, 0 to 15
 * @param last the counter of the last packet, 0 to 15: the next segment's first is one more
 */
public record Counters(int first, int last) {

    /** What to add, modulo 16, to these counters so that they go on after a counter that was shown: 0 to 15. */
    public int offsetAfter(int shown) {
        return (shown + 1 - first) & 15;
    }
}
