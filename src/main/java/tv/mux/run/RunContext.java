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
 * The objects that all runs share.
 *
 * @param workers threads for blocking work
 */
record RunContext(
        Vertx vertx, WorkerExecutor workers, Settings settings, DroppedStreams droppedStreams, InputHistory inputs) {

    /**
     * The settings of all runs.
     *
     * @param ffmpeg path of the FFmpeg program
     * @param segmentTime intended duration of a segment
     * @param targetMs maximum duration of a segment in milliseconds, when rounded to seconds
     * @param directory where each run has a directory of its own
     * @param variants the renditions besides the source; none in copy mode
     * @param encoder how the renditions are encoded
     */
    record Settings(
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
