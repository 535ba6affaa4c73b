package tv.mux.input;

import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import tv.mux.common.MonotonicClock;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.InputTroubles;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;

/** Loads a media playlist again and again, and lets the follower know it, until it has ended. */
final class PlaylistLoop {
    private static final long LEAST_MS = 50;

    private final Vertx vertx;
    private final PlaylistSource source;
    private final PlaylistFollower follower;
    private final FetchLimits limits;
    private final InputTroubles troubles;
    private final Consumer<Boolean> onList;
    private final ReloadSchedule reload;
    private int failures;
    private long timer;
    private boolean closed;

    PlaylistLoop(
            Vertx vertx,
            PlaylistSource source,
            PlaylistFollower follower,
            FetchLimits limits,
            InputTroubles troubles,
            Consumer<Boolean> onList) {
        this.vertx = vertx;
        this.source = source;
        this.follower = follower;
        this.limits = limits;
        this.troubles = troubles;
        this.onList = onList;
        this.reload = new ReloadSchedule(limits, MonotonicClock.nowMs());
    }

    /** Goes on from the first list, whose loading began at this time. */
    void begin(long beganMs) {
        again(ReloadSchedule.delayMs(true, targetMs(), beganMs, MonotonicClock.nowMs()));
    }

    /** Loads no more. */
    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    private void again(long delayMs) {
        if (!closed && !follower.ended()) {
            timer = vertx.setTimer(Math.max(LEAST_MS, delayMs), id -> load());
        }
    }

    private void load() {
        long began = MonotonicClock.nowMs();
        source.load().onSuccess(list -> loaded(list, began)).onFailure(e -> failed(e, began));
    }

    private void loaded(InputPlaylist.Media list, long began) {
        if (closed) {
            return;
        }
        boolean back = failures > 0;
        failures = 0;
        troubles.well(InputTroubles.Place.PLAYLIST, "the playlist is served again");
        boolean changed = follower.accept(list);
        long now = MonotonicClock.nowMs();
        if (changed) {
            reload.changed(now);
            troubles.well(InputTroubles.Place.MOVEMENT, "the playlist moves again");
        } else if (reload.stalled(targetMs(), now)) {
            troubles.wrong(
                    InputTroubles.Place.MOVEMENT,
                    Cause.STALLED,
                    "the playlist is served, but has not changed for " + reload.standsStillMs(now)
                            + " ms; its last segment is " + follower.list().last());
        }
        again(ReloadSchedule.delayMs(changed, targetMs(), began, now));
        onList.accept(back);
    }

    private void failed(Throwable e, long began) {
        if (closed) {
            return;
        }
        InputException failure = InputException.of(e);
        failures++;
        troubles.wrong(InputTroubles.Place.PLAYLIST, failure.cause(), failure.getMessage());
        // A try that was waited for has been a wait itself.
        again(limits.backoff().delayMs(failures, ThreadLocalRandom.current()) - (MonotonicClock.nowMs() - began));
    }

    private long targetMs() {
        return follower.list().targetDurationMs();
    }
}
