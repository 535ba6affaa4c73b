package tv.mux.ffmpeg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What is remembered of inputs from one run to the next, of those read last. */
final class Inputs {
    /** Of so many inputs. */
    static final int MOST = 200;

    private final long targetMs;
    private final Runnable onLeftOut;
    private final Map<String, Known> known = new LinkedHashMap<>();

    /**
     * What is known of an input.
     *
     * @param peak its highest bit rate
     * @param speed how fast it is encoded
     * @param tries counts FFmpeg's failures on its segments
     * @param renumbering detects media sequence numbers that restart too often
     */
    record Known(Peak peak, EncoderSpeed speed, SegmentTries tries, Renumbering renumbering) {}

    /**
     * Creates an empty memory for the inputs of one stream.
     *
     * @param targetMs the stream's target duration, milliseconds
     * @param onLeftOut run for each input segment that is left out as damaged
     */
    Inputs(long targetMs, Runnable onLeftOut) {
        this.targetMs = targetMs;
        this.onLeftOut = onLeftOut;
    }

    /** What is known of the input at an address. */
    Known of(String head) {
        Known found = known.remove(head);
        Known one = found == null
                ? new Known(
                        new Peak(targetMs),
                        new EncoderSpeed(),
                        new SegmentTries(onLeftOut),
                        new Renumbering(RandomGenerator.getDefault()))
                : found;
        known.put(head, one);
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
        return one;
    }
}
