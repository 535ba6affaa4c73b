package tv.mux.input;

import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import tv.mux.common.MonotonicClock;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.TroubleReporter;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;

/** Reloads a media playlist until it ends, and passes each version to the {@link PlaylistFollower}. */
final class PlaylistLoop {
    private static final long MIN_DELAY_MS = 50;

    private final Vertx vertx;
    private final PlaylistSource source;
    private final PlaylistFollower follower;
    private final FetchLimits limits;
    private final TroubleReporter troubles;
    private final Consumer<Boolean> onLoaded;
    private final ReloadSchedule reload;
    private int failures;
    private long timer;
    private boolean closed;

    /**
     * Creates a loop. {@code onLoaded} is called after each load; its argument says whether the previous load failed.
     */
    PlaylistLoop(
            Vertx vertx,
            PlaylistSource source,
            PlaylistFollower follower,
            FetchLimits limits,
            TroubleReporter troubles,
            Consumer<Boolean> onLoaded) {
        this.vertx = vertx;
        this.source = source;
        this.follower = follower;
        this.limits = limits;
        this.troubles = troubles;
        this.onLoaded = onLoaded;
        this.reload = new ReloadSchedule(limits, MonotonicClock.nowMs());
    }

    /** Schedules the first reload. The first load started at the given time of the monotonic clock. */
    void start(long startedMs) {
        schedule(ReloadSchedule.delayMs(true, targetMs(), startedMs, MonotonicClock.nowMs()));
    }

    /** Stops the reloads. */
    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    private void schedule(long delayMs) {
        if (!closed && !follower.ended()) {
            timer = vertx.setTimer(Math.max(MIN_DELAY_MS, delayMs), id -> load());
        }
    }

    private void load() {
        long startedMs = MonotonicClock.nowMs();
        source.load().onSuccess(list -> loaded(list, startedMs)).onFailure(e -> failed(e, startedMs));
    }

    private void loaded(InputPlaylist.Media list, long startedMs) {
        if (closed) {
            return;
        }
        boolean recovered = failures > 0;
        failures = 0;
        troubles.resolve(TroubleReporter.Area.PLAYLIST, "the playlist can be loaded again");
        boolean changed = follower.accept(list);
        long now = MonotonicClock.nowMs();
        if (changed) {
            reload.changed(now);
            troubles.resolve(TroubleReporter.Area.PROGRESS, "the playlist changes again");
        } else if (reload.stalled(targetMs(), now)) {
            troubles.report(
                    TroubleReporter.Area.PROGRESS,
                    Cause.STALLED,
                    "the playlist can be loaded, but has not changed for " + reload.unchangedMs(now)
                            + " ms; its last segment is " + follower.list().last());
        }
        schedule(ReloadSchedule.delayMs(changed, targetMs(), startedMs, now));
        onLoaded.accept(recovered);
    }

    private void failed(Throwable e, long startedMs) {
        if (closed) {
            return;
        }
        InputException failure = InputException.of(e);
        failures++;
        troubles.report(TroubleReporter.Area.PLAYLIST, failure.cause(), failure.getMessage());
        // The duration of the failed request counts towards the wait.
        schedule(
                limits.backoff().delayMs(failures, ThreadLocalRandom.current()) - (MonotonicClock.nowMs() - startedMs));
    }

    private long targetMs() {
        return follower.list().targetDurationMs();
    }
}
