package tv.mux.input;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import tv.mux.common.MonotonicClock;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.InputTroubles;
import tv.mux.input.fetch.Download;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.fetch.FetchSession;
import tv.mux.input.fetch.MediaSignature;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Fetches what the follower names, ahead within bounds, and hands it out as it is asked for, one after the other. */
final class SegmentLoop {
    private final Vertx vertx;
    private final FetchSession session;
    private final PlaylistFollower follower;
    private final FetchLimits limits;
    private final InputTroubles troubles;
    private final ReadAhead ahead;
    private Promise<InputItem> asked;
    private boolean busy;
    private Current current;
    private Download following;
    private long retry;
    private boolean over;
    private InputException closed;
    private InputPlaylist.Entry failing;
    private int failures;
    private long failingSince;

    /** What is being fetched, and why. */
    private record Current(PlaylistFollower.Step.Fetch step, Download download) {}

    SegmentLoop(
            Vertx vertx, FetchSession session, PlaylistFollower follower, FetchLimits limits, InputTroubles troubles) {
        this.vertx = vertx;
        this.session = session;
        this.follower = follower;
        this.limits = limits;
        this.troubles = troubles;
        this.ahead = new ReadAhead(limits, session.memory());
    }

    /** Hands out the next item, when there is one. */
    void next(Promise<InputItem> promise) {
        if (closed != null) {
            promise.fail(closed);
            return;
        }
        if (asked != null) {
            promise.fail(new IllegalStateException("the next item was asked for before the last one had come"));
            return;
        }
        asked = promise;
        handOut();
        pump();
    }

    /** Fetches as far ahead as there is room, if something is listed. */
    void pump() {
        while (closed == null && !busy && !over && ahead.hasRoom()) {
            PlaylistFollower.Step step = follower.next();
            if (step instanceof PlaylistFollower.Step.Fetch fetch) {
                fetch(fetch);
            } else if (step instanceof PlaylistFollower.Step.Break broken) {
                ready(new InputItem.Break(broken.cause(), broken.detail()));
            } else if (step instanceof PlaylistFollower.Step.End end) {
                over = true;
                ready(new InputItem.End(end.detail()));
            } else {
                return;
            }
        }
    }

    /** Drops what is ahead; whoever waits, and whoever asks from now on, is told why. */
    void close(InputException why) {
        closed = why;
        ahead.clear();
        if (asked != null) {
            Promise<InputItem> waiting = asked;
            asked = null;
            waiting.fail(why);
        }
    }

    private void ready(InputItem item) {
        ahead.add(item);
        handOut();
    }

    private void handOut() {
        if (asked == null) {
            return;
        }
        InputItem item = ahead.poll();
        if (item == null) {
            return;
        }
        Promise<InputItem> waiting = asked;
        asked = null;
        if (item instanceof InputItem.End) {
            closed = new InputException(Cause.ENDED, "the input has ended and all of it was handed out");
        }
        waiting.complete(item);
    }

    private void fetch(PlaylistFollower.Step.Fetch step) {
        busy = true;
        InputPlaylist.Entry segment = step.segment();
        Download download =
                following != null && following.isFor(segment) ? following : session.fetchSegment(segment, targetMs());
        if (following != null && !following.isFor(segment)) {
            following.cancel();
        }
        following = null;
        current = new Current(step, download);
        fetchFollowing();
        download.body()
                .compose(body -> MediaSignature.matches(body.bytes())
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(new InputException(
                                Cause.NOT_HLS,
                                "segment " + segment.url() + " holds no media that can be read: " + body.bytes().length
                                        + " bytes, beginning with \"" + Printable.bytes(body.bytes()) + "\"")))
                .onComplete(done -> {
                    if (current == null || current.download() != download) {
                        return; // asked for again meanwhile
                    }
                    current = null;
                    download.release();
                    if (done.succeeded()) {
                        fetched(step, done.result());
                    } else {
                        failed(step, InputException.of(done.cause()));
                    }
                });
    }

    /**
     * Asks for the next but one already, so that a server that takes longer to answer than a segment lasts is no slower
     * than its input.
     */
    private void fetchFollowing() {
        if (closed != null || current == null || following != null || !ahead.hasRoomFor(2)) {
            return;
        }
        follower.following(current.step()).ifPresent(next -> following = session.fetchSegment(next, targetMs()));
    }

    /**
     * The playlist was loaded.
     *
     * @param back whether it could not be before: then what else was asked for of a server that was gone is asked for
     *     anew
     */
    void listed(boolean back) {
        if (back && current == null && busy) {
            vertx.cancelTimer(retry);
            busy = false;
        } else if (back && current != null && current.download().isSilent()) {
            PlaylistFollower.Step.Fetch step = current.step();
            current.download().cancel();
            current = null;
            fetch(step);
        }
        pump();
        fetchFollowing();
    }

    private void fetched(PlaylistFollower.Step.Fetch step, FetchSession.Media media) {
        busy = false;
        if (closed != null) {
            return;
        }
        failing = null;
        troubles.well(InputTroubles.Place.SEGMENTS, "segments come again");
        follower.fetched(step);
        InputPlaylist.Entry segment = step.segment();
        ready(new InputItem.Segment(
                segment.sequence(),
                segment.durationMs(),
                media.bytes(),
                media.init(),
                segment.url().toString()));
        pump();
    }

    private void failed(PlaylistFollower.Step.Fetch step, InputException failure) {
        if (closed != null) {
            return;
        }
        long now = MonotonicClock.nowMs();
        if (!step.segment().equals(failing)) {
            failing = step.segment();
            failingSince = now;
            failures = 0;
        }
        failures++;
        troubles.wrong(InputTroubles.Place.SEGMENTS, failure.cause(), failure.getMessage());
        if (givesUp(step, failure, now - failingSince)) {
            failing = null;
            follower.lost(step, "segment " + step.segment().sequence() + " could not be had: " + failure.getMessage());
            busy = false;
            pump();
            return;
        }
        retry = vertx.setTimer(Math.max(1, limits.backoff().delayMs(failures, ThreadLocalRandom.current())), id -> {
            busy = false;
            pump();
        });
    }

    /**
     * A segment is tried for as long as it is listed, but not when it never can be had, nor for long when the server
     * answers and has others, nor when the list stands still for good.
     */
    private boolean givesUp(PlaylistFollower.Step.Fetch step, InputException failure, long sinceMs) {
        if (failure.cause() == Cause.UNFIT || failure.cause() == Cause.FORBIDDEN) {
            return true;
        }
        boolean othersToBeHad = failure.answered() && follower.listsAfter(step);
        return sinceMs >= limits.stallMs(targetMs()) && (othersToBeHad || follower.ended());
    }

    private long targetMs() {
        return follower.list().targetDurationMs();
    }
}
