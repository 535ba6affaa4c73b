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

/** A {@link StallDetector} with a clock, that looks at its child by itself. */
final class StallMonitor {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final StallDetector watchdog;
    private final EncoderSpeed speed;
    private long timer = NONE;

    /**
     * For a run whose child is about to start.
     *
     * @param begin the stamp of the first frame wanted
     * @param segmentTime how long a cut is meant to last
     * @param delay how many pictures behind a key frame its encoders need until it comes out; 0 where all is copied
     * @param speed told how fast it is
     */
    StallMonitor(Vertx vertx, long begin, Duration segmentTime, int delay, EncoderSpeed speed) {
        this.vertx = vertx;
        this.watchdog = new StallDetector(begin, segmentTime, delay, MonotonicClock.nowMs());
        this.speed = speed;
    }

    /**
     * Looks from now on; says why the child is stuck, at each look where it is.
     *
     * @param worked how much processor time it has used so far, milliseconds
     */
    void start(Supplier<Future<Long>> worked, Consumer<String> onStuck) {
        speed.started(MonotonicClock.nowMs());
        timer = vertx.setPeriodic(StallDetector.LOOK_MS, id -> worked.get().onSuccess(used -> {
            watchdog.worked(used, MonotonicClock.nowMs());
            if (timer != NONE) {
                watchdog.stuck(MonotonicClock.nowMs()).ifPresent(onStuck);
            }
        }));
    }

    /** Looks no more. */
    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    /** A piece is given to the child. */
    void giving(Piece piece) {
        watchdog.fed(piece, MonotonicClock.nowMs());
        watchdog.giving(MonotonicClock.nowMs());
        speed.writeStarted(MonotonicClock.nowMs());
    }

    /** The child has taken all of it. */
    void taken() {
        watchdog.taken();
        speed.writeCompleted(MonotonicClock.nowMs());
    }

    /** A file was announced. */
    void announced() {
        watchdog.announced(MonotonicClock.nowMs());
    }

    /** A cut was taken. */
    void cut(int ordinal) {
        watchdog.cut(ordinal);
    }

    /** The child said how far it is. */
    void progress(StderrLine.Progress progress) {
        watchdog.progress(progress, MonotonicClock.nowMs());
        speed.progress(progress, MonotonicClock.nowMs());
    }
}
