package tv.mux.ffmpeg;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A {@link Watchdog} with a clock, that looks at its child by itself. */
final class Watch {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Watchdog watchdog;
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
    Watch(Vertx vertx, long begin, Duration segmentTime, int delay, EncoderSpeed speed) {
        this.vertx = vertx;
        this.watchdog = new Watchdog(begin, segmentTime, delay, now());
        this.speed = speed;
    }

    /**
     * Looks from now on; says why the child is stuck, at each look where it is.
     *
     * @param worked how much processor time it has used so far, milliseconds
     */
    void start(Supplier<Future<Long>> worked, Consumer<String> onStuck) {
        speed.begins(now());
        timer = vertx.setPeriodic(Watchdog.LOOK_MS, id -> worked.get().onSuccess(used -> {
            watchdog.worked(used, now());
            if (timer != NONE) {
                watchdog.stuck(now()).ifPresent(onStuck);
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
        watchdog.fed(piece, now());
        watchdog.giving(now());
        speed.giving(now());
    }

    /** The child has taken all of it. */
    void taken() {
        watchdog.taken();
        speed.taken(now());
    }

    /** A file was announced. */
    void announced() {
        watchdog.announced(now());
    }

    /** A cut was taken. */
    void cut(int ordinal) {
        watchdog.cut(ordinal);
    }

    /** The child said how far it is. */
    void progress(Spoken.Progress progress) {
        watchdog.progress(progress, now());
        speed.progress(progress, now());
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
