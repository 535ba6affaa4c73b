package tv.mux.ffmpeg;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is remembered of inputs from one run to the next, of those read last. */
final class Inputs {
    /** Of so many inputs. */
    static final int MOST = 200;

    private final long targetMs;
    private final Map<String, Known> known = new LinkedHashMap<>();

    /**
     * What is known of an input.
     *
     * @param peak its highest bit rate
     * @param speed how fast it is encoded
     */
    record Known(Peak peak, EncoderSpeed speed) {}

    /** Of streams with a target duration, milliseconds. */
    Inputs(long targetMs) {
        this.targetMs = targetMs;
    }

    /** What is known of the input at an address. */
    Known of(String head) {
        Known found = known.remove(head);
        Known one = found == null ? new Known(new Peak(targetMs), new EncoderSpeed()) : found;
        known.put(head, one);
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
        return one;
    }
}
