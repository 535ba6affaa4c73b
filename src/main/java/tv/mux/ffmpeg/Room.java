package tv.mux.ffmpeg;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tv.mux.config.Variant;

/**
 * What all runs share.
 *
 * @param workers where they block
 * @param rules what every run is held to
 * @param leftOut what was said of their inputs
 * @param inputs what is remembered of their inputs
 */
record Room(Vertx vertx, WorkerExecutor workers, Rules rules, LeftOut leftOut, Inputs inputs) {

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
            Encoder encoder) {
        int targetSeconds() {
            return (int) (targetMs / 1000);
        }
    }
}
