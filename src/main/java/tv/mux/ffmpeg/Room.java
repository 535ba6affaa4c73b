package tv.mux.ffmpeg;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What all runs share.
 *
 * @param workers where they block
 * @param rules what every run is held to
 * @param leftOut what was said of their inputs
 */
record Room(Vertx vertx, WorkerExecutor workers, Rules rules, LeftOut leftOut) {

    /**
     * What every run is held to.
     *
     * @param ffmpeg the program
     * @param segmentTime how long a cut is meant to last
     * @param targetMs no cut may be longer, rounded to seconds, milliseconds
     * @param directory where runs have their folders
     */
    record Rules(String ffmpeg, Duration segmentTime, long targetMs, Path directory) {}
}
