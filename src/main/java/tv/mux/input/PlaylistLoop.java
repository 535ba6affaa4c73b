package tv.mux.input;

import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import tv.mux.bus.RunState.Cause;

/** Loads a media playlist again and again, and lets the follower know it, until it has ended. */
final class PlaylistLoop {
    private static final long LEAST_MS = 50;

    private final Vertx vertx;
    private final PlaylistSource source;
    private final Follower follower;
    private final Limits limits;
    private final Troubles troubles;
    private final Consumer<Boolean> onList;
    private final Reload reload;
    private int failures;
    private long timer;
    private boolean closed;

    PlaylistLoop(
            Vertx vertx,
            PlaylistSource source,
            Follower follower,
            Limits limits,
            Troubles troubles,
            Consumer<Boolean> onList) {
        this.vertx = vertx;
        this.source = source;
        this.follower = follower;
        this.limits = limits;
        this.troubles = troubles;
        this.onList = onList;
        this.reload = new Reload(limits, Clock.nowMs());
    }

    /** Goes on from the first list, whose loading began at this time. */
    void begin(long beganMs) {
        again(Reload.delayMs(true, targetMs(), beganMs, Clock.nowMs()));
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
        long began = Clock.nowMs();
        source.load().onSuccess(list -> loaded(list, began)).onFailure(e -> failed(e, began));
    }

    private void loaded(Playlist.Media list, long began) {
        if (closed) {
            return;
        }
        boolean back = failures > 0;
        failures = 0;
        troubles.well(Troubles.Place.PLAYLIST, "the playlist is served again");
        boolean changed = follower.accept(list);
        long now = Clock.nowMs();
        if (changed) {
            reload.changed(now);
            troubles.well(Troubles.Place.MOVEMENT, "the playlist moves again");
        } else if (reload.stalled(targetMs(), now)) {
            troubles.wrong(
                    Troubles.Place.MOVEMENT,
                    Cause.STALLED,
                    "the playlist is served, but has not changed for " + reload.standsStillMs(now)
                            + " ms; its last segment is " + follower.list().last());
        }
        again(Reload.delayMs(changed, targetMs(), began, now));
        onList.accept(back);
    }

    private void failed(Throwable e, long began) {
        if (closed) {
            return;
        }
        InputException failure = InputException.of(e);
        failures++;
        troubles.wrong(Troubles.Place.PLAYLIST, failure.cause(), failure.getMessage());
        // A try that was waited for has been a wait itself.
        again(limits.backoff().delayMs(failures, ThreadLocalRandom.current()) - (Clock.nowMs() - began));
    }

    private long targetMs() {
        return follower.list().targetDurationMs();
    }
}
