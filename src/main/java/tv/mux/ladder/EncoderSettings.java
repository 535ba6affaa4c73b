package tv.mux.ladder;

import java.util.Map;

/**
 * How renditions are encoded. Pure.
 *
 * @param preset x264's
 * @param threads of each encoder and of the decoder
 */
public record EncoderSettings(String preset, int threads) {
    /** More than these make a picture wait longer, and gain little. */
    private static final int MOST_THREADS = 8;

    /** Pictures between two others at most, and what decoders hold back to bring pictures into their order. */
    private static final int REORDERED = 3 + 16;

    /** Pictures that a preset looks ahead (x264 --fullhelp). */
    private static final Map<String, Integer> LOOKAHEAD =
            Map.of("ultrafast", 0, "superfast", 0, "veryfast", 10, "faster", 20, "fast", 30, "medium", 40, "slow", 50);

    private static final int LONGEST_LOOKAHEAD = 60;

    /** With as many threads as a machine's cores call for. */
    public static EncoderSettings of(String preset, int cores) {
        return new EncoderSettings(preset, Math.max(1, Math.min(MOST_THREADS, (3 * cores + 1) / 2)));
    }

    /** How many pictures more than a copy needs must be fed until a picture comes out. */
    public int delay() {
        return LOOKAHEAD.getOrDefault(preset, LONGEST_LOOKAHEAD) + 2 * threads + REORDERED;
    }
}
