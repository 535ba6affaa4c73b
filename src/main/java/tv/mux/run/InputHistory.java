package tv.mux.run;

import java.util.Map;
import java.util.random.RandomGenerator;
import tv.mux.common.RecentMap;
import tv.mux.ladder.EncoderSpeed;
import tv.mux.ladder.SourcePeak;

/** Remembers facts about the inputs that were used most recently, from one run to the next. */
final class InputHistory {
    /** Maximum number of inputs that are remembered. */
    static final int MAX_INPUTS = 200;

    private final long targetMs;
    private final Runnable onLeftOut;
    private final Map<String, Known> inputs = new RecentMap<>(MAX_INPUTS);

    /**
     * What is known about an input.
     *
     * @param peak its peak bit rate
     * @param speed how fast it is encoded
     * @param attempts FFmpeg's failures on its segments
     * @param renumbering detects media sequence numbers that restart too often
     */
    record Known(SourcePeak peak, EncoderSpeed speed, SegmentAttempts attempts, RenumberingGuard renumbering) {}

    /**
     * Creates an empty history for one stream.
     *
     * @param targetMs target duration of the stream in milliseconds
     * @param onLeftOut called for each input segment that is left out as damaged
     */
    InputHistory(long targetMs, Runnable onLeftOut) {
        this.targetMs = targetMs;
        this.onLeftOut = onLeftOut;
    }

    /** Returns the facts about the input with an address. */
    Known of(String head) {
        return inputs.computeIfAbsent(
                head,
                absent -> new Known(
                        new SourcePeak(targetMs),
                        new EncoderSpeed(),
                        new SegmentAttempts(onLeftOut),
                        new RenumberingGuard(RandomGenerator.getDefault())));
    }
}
