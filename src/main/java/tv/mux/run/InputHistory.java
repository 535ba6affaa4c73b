package tv.mux.run;

import java.util.Map;
import java.util.random.RandomGenerator;
import tv.mux.common.RecentMap;
import tv.mux.ladder.EncoderSpeed;
import tv.mux.ladder.SourcePeak;

/** What is remembered of inputs from one run to the next, of those read last. */
final class InputHistory {
    /** Of so many inputs. */
    static final int MOST = 200;

    private final long targetMs;
    private final Runnable onLeftOut;
    private final Map<String, Known> known = new RecentMap<>(MOST);

    /**
     * What is known of an input.
     *
     * @param peak its highest bit rate
     * @param speed how fast it is encoded
     * @param tries counts FFmpeg's failures on its segments
     * @param renumbering detects media sequence numbers that restart too often
     */
    record Known(SourcePeak peak, EncoderSpeed speed, SegmentAttempts tries, RenumberingGuard renumbering) {}

    /**
     * Creates an empty memory for the inputs of one stream.
     *
     * @param targetMs the stream's target duration, milliseconds
     * @param onLeftOut run for each input segment that is left out as damaged
     */
    InputHistory(long targetMs, Runnable onLeftOut) {
        this.targetMs = targetMs;
        this.onLeftOut = onLeftOut;
    }

    /** The history of the input at an address; created when it is first asked for. */
    Known of(String head) {
        return known.computeIfAbsent(
                head,
                absent -> new Known(
                        new SourcePeak(targetMs),
                        new EncoderSpeed(),
                        new SegmentAttempts(onLeftOut),
                        new RenumberingGuard(RandomGenerator.getDefault())));
    }
}
