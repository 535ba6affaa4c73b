package tv.mux.normalise;

import java.util.Optional;
import tv.mux.ts.Track;

/**
 * Decides the {@link ConversionPlan} of each segment of an input, and where a change of the plan is a seam. The plan
 * depends on the segments before: key frames that were too far apart once count as too far apart until the input
 * restarts. Pure.
 */
final class ConversionPlanner {
    private final NormaliserSettings settings;
    private KeyFrameSpacing keyFrames;
    private Optional<String> tooFarApart = Optional.empty();
    private ConversionPlan previous;

    /**
     * What is decided for a segment.
     *
     * @param seam why the segment does not continue the one before, for the operator; null if it does
     * @param first whether the segment is the first one with this plan
     */
    record Decision(ConversionPlan plan, String seam, boolean first) {}

    ConversionPlanner(NormaliserSettings settings) {
        this.settings = settings;
        this.keyFrames = new KeyFrameSpacing(settings.targetMs());
    }

    /** Forgets the distances of key frames: the next segment does not continue the one before. */
    void restart() {
        keyFrames = new KeyFrameSpacing(settings.targetMs());
        tooFarApart = Optional.empty();
    }

    /**
     * Decides for the next segment.
     *
     * @param segment a segment that is a transport stream
     * @param audio the audio track that belongs to the segment, in the segment itself or apart
     */
    Decision decide(Piece segment, Optional<Track> audio) {
        if (tooFarApart.isEmpty() && settings.transcodes()) {
            tooFarApart = keyFrames.tooFarApart(segment);
        }
        ConversionPlan plan = settings.transcodes()
                ? ConversionPlan.of(segment.video(), audio, tooFarApart)
                : ConversionPlan.PASS_THROUGH;
        boolean continues = previous == null || previous.continuesWith(plan);
        boolean first = previous == null || !continues;
        previous = plan;
        return new Decision(plan, continues ? null : change(plan), first);
    }

    private static String change(ConversionPlan plan) {
        return "its tracks change: " + (plan.isPassThrough() ? "nothing is transcoded any more" : plan.description());
    }
}
