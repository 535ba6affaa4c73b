package tv.mux.run;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tv.mux.config.Variant;
import tv.mux.ladder.EncoderSettings;
import tv.mux.normalise.DroppedStreams;

/**
 * What all runs share.
 *
 * @param workers where they block
 * @param rules what every run is held to
 * @param leftOut what was said of their inputs
 * @param inputs what is remembered of their inputs
 */
record RunContext(Vertx vertx, WorkerExecutor workers, Rules rules, DroppedStreams leftOut, InputHistory inputs) {

    /**
     * What every run is held to.
     *
     * @param ffmpeg the program
     * @param segmentTime how long a cut is meant to last
     * @param targetMs no cut may be longer, rounded to seconds, milliseconds
     * @param directory where runs have their folders
     * @param variants the renditions beside the source; none in copy mode
     * @param encoder how they are encoded
     */
    record Rules(
            String ffmpeg,
            Duration segmentTime,
            long targetMs,
            Path directory,
            List<Variant> variants,
            EncoderSettings encoder) {
        int targetSeconds() {
            return (int) (targetMs / 1000);
        }
    }
}
