package tv.mux.ladder;

import java.util.Map;

/**
 * The settings of the encoders of a run. Pure.
 *
 * @param preset preset of x264
 * @param threads number of threads of the decoder, and of each encoder
 */
public record EncoderSettings(String preset, int threads) {
    /** More threads delay each picture and gain little speed. */
    private static final int MAX_THREADS = 8;

    /** Pictures held back to put them into order: up to 3 B-frames in the encoder, and up to 16 in the decoder. */
    private static final int REORDER_DELAY = 3 + 16;

    /** Lookahead of each preset, in pictures (x264 --fullhelp). */
    private static final Map<String, Integer> LOOKAHEAD =
            Map.of("ultrafast", 0, "superfast", 0, "veryfast", 10, "faster", 20, "fast", 30, "medium", 40, "slow", 50);

    private static final int MAX_LOOKAHEAD = 60;

    /** The settings for a machine with a number of cores. */
    public static EncoderSettings of(String preset, int cores) {
        return new EncoderSettings(preset, Math.max(1, Math.min(MAX_THREADS, (3 * cores + 1) / 2)));
    }

    /** Number of pictures that the encoder must receive after a picture before that picture is written. */
    public int delay() {
        return LOOKAHEAD.getOrDefault(preset, MAX_LOOKAHEAD) + 2 * threads + REORDER_DELAY;
    }
}
