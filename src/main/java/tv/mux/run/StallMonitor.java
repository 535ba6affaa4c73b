package tv.mux.run;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tv.mux.common.MonotonicClock;
import tv.mux.ladder.EncoderSpeed;
import tv.mux.normalise.Piece;
import tv.mux.process.StderrLine;

/** Checks a process with a {@link StallDetector} at regular intervals, and measures its {@link EncoderSpeed}. */
final class StallMonitor {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final StallDetector detector;
    private final EncoderSpeed speed;
    private long timer = NO_TIMER;

    /**
     * Creates the monitor of a process that is about to start.
     *
     * @param begin time stamp of the first frame that the run must publish
     * @param segmentTime intended duration of a segment
     * @param delay number of pictures that an encoder needs after a key frame before it writes that; 0 when copying
     */
    StallMonitor(Vertx vertx, long begin, Duration segmentTime, int delay, EncoderSpeed speed) {
        this.vertx = vertx;
        this.detector = new StallDetector(begin, segmentTime, delay, MonotonicClock.nowMs());
        this.speed = speed;
    }

    /**
     * Starts the checks.
     *
     * @param cpuTimeMs supplies the processor time that the process has used so far, in milliseconds
     * @param onStuck receives the reason at each check at which the process is stuck
     */
    void start(Supplier<Future<Long>> cpuTimeMs, Consumer<String> onStuck) {
        speed.started(MonotonicClock.nowMs());
        timer = vertx.setPeriodic(StallDetector.CHECK_MS, id -> cpuTimeMs.get().onSuccess(used -> {
            detector.cpuTime(used, MonotonicClock.nowMs());
            if (timer != NO_TIMER) {
                detector.stuck(MonotonicClock.nowMs()).ifPresent(onStuck);
            }
        }));
    }

    void stop() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    /** Writing of a piece to the process begins. */
    void writeStarted(Piece piece) {
        detector.writeStarted(piece, MonotonicClock.nowMs());
        speed.writeStarted(MonotonicClock.nowMs());
    }

    /** The process has read the piece. */
    void writeCompleted() {
        detector.writeCompleted();
        speed.writeCompleted(MonotonicClock.nowMs());
    }

    /** The process has announced a file, or a file is being read. */
    void announced() {
        detector.announced(MonotonicClock.nowMs());
    }

    /** A segment of the process is finished. */
    void segmentFinished(int ordinal) {
        detector.segmentFinished(ordinal);
    }

    /** The process reports its progress. */
    void progress(StderrLine.Progress progress) {
        detector.progress(progress, MonotonicClock.nowMs());
        speed.progress(progress, MonotonicClock.nowMs());
    }
}
