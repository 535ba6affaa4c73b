package tv.mux.input;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import tv.mux.common.MonotonicClock;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.TroubleReporter;
import tv.mux.input.fetch.Download;
import tv.mux.input.fetch.FetchLimits;
import tv.mux.input.fetch.FetchSession;
import tv.mux.input.fetch.MediaSignature;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Fetches the segments that {@link PlaylistFollower} names, ahead within limits, and delivers items on request. */
final class SegmentLoop {
    private final Vertx vertx;
    private final FetchSession session;
    private final PlaylistFollower follower;
    private final FetchLimits limits;
    private final TroubleReporter troubles;
    private final ReadAhead ahead;
    private Promise<InputItem> pendingRequest;
    private boolean fetching;
    private Current current;
    private Download prefetched;
    private long retryTimer;
    private boolean ended;
    private InputException closeReason;
    private InputPlaylist.Entry failingSegment;
    private int failures;
    private long failingSince;

    /** The download in progress, and the step that requested it. */
    private record Current(PlaylistFollower.Step.Fetch step, Download download) {}

    SegmentLoop(
            Vertx vertx,
            FetchSession session,
            PlaylistFollower follower,
            FetchLimits limits,
            TroubleReporter troubles) {
        this.vertx = vertx;
        this.session = session;
        this.follower = follower;
        this.limits = limits;
        this.troubles = troubles;
        this.ahead = new ReadAhead(limits, session.memory());
    }

    /** Completes the promise with the next item when it is available. */
    void next(Promise<InputItem> promise) {
        if (closeReason != null) {
            promise.fail(closeReason);
            return;
        }
        if (pendingRequest != null) {
            promise.fail(new IllegalStateException("next() was called before the previous item had arrived"));
            return;
        }
        pendingRequest = promise;
        deliver();
        fetchMore();
    }

    /** Fetches segments until the buffer is full or no further segment is listed. */
    void fetchMore() {
        while (closeReason == null && !fetching && !ended && ahead.mayFetchMore()) {
            PlaylistFollower.Step step = follower.next();
            if (step instanceof PlaylistFollower.Step.Fetch fetch) {
                fetch(fetch);
            } else if (step instanceof PlaylistFollower.Step.Break breakStep) {
                enqueue(new InputItem.Break(breakStep.cause(), breakStep.detail()));
            } else if (step instanceof PlaylistFollower.Step.End end) {
                ended = true;
                enqueue(new InputItem.End(end.detail()));
            } else {
                return;
            }
        }
    }

    /** Discards the buffer. The pending request for an item fails with the reason, as do all later ones. */
    void close(InputException reason) {
        closeReason = reason;
        ahead.clear();
        if (pendingRequest != null) {
            Promise<InputItem> waiting = pendingRequest;
            pendingRequest = null;
            waiting.fail(reason);
        }
    }

    private void enqueue(InputItem item) {
        ahead.add(item);
        deliver();
    }

    private void deliver() {
        if (pendingRequest == null) {
            return;
        }
        InputItem item = ahead.poll();
        if (item == null) {
            return;
        }
        Promise<InputItem> waiting = pendingRequest;
        pendingRequest = null;
        if (item instanceof InputItem.End) {
            closeReason = new InputException(Cause.ENDED, "the input has ended, and all its segments were delivered");
        }
        waiting.complete(item);
    }

    private void fetch(PlaylistFollower.Step.Fetch step) {
        fetching = true;
        InputPlaylist.Entry segment = step.segment();
        Download download = prefetched != null && prefetched.isFor(segment)
                ? prefetched
                : session.fetchSegment(segment, targetMs());
        if (prefetched != null && !prefetched.isFor(segment)) {
            prefetched.cancel();
        }
        prefetched = null;
        current = new Current(step, download);
        prefetchNext();
        download.body()
                .compose(body -> MediaSignature.matches(body.bytes())
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(new InputException(
                                Cause.NOT_HLS,
                                "segment " + segment.url() + " is neither MPEG-TS nor fragmented MP4: "
                                        + body.bytes().length + " bytes, beginning with \""
                                        + Printable.bytes(body.bytes()) + "\"")))
                .onComplete(done -> {
                    if (current == null || current.download() != download) {
                        return; // was requested again meanwhile
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
     * Requests the segment after the current one. So a server may take longer than the duration of a segment to respond
     * without falling behind its input.
     */
    private void prefetchNext() {
        if (closeReason != null || current == null || prefetched != null || !ahead.mayFetchMore(2)) {
            return;
        }
        follower.segmentAfter(current.step()).ifPresent(next -> prefetched = session.fetchSegment(next, targetMs()));
    }

    /**
     * Continues after the playlist was loaded.
     *
     * @param recovered whether the previous load failed; if so, the segment request that may have been lost is repeated
     *     at once
     */
    void playlistLoaded(boolean recovered) {
        if (recovered && current == null && fetching) {
            vertx.cancelTimer(retryTimer);
            fetching = false;
        } else if (recovered && current != null && current.download().isSilent()) {
            PlaylistFollower.Step.Fetch step = current.step();
            current.download().cancel();
            current = null;
            fetch(step);
        }
        fetchMore();
        prefetchNext();
    }

    private void fetched(PlaylistFollower.Step.Fetch step, FetchSession.Media media) {
        fetching = false;
        if (closeReason != null) {
            return;
        }
        failingSegment = null;
        troubles.resolve(TroubleReporter.Area.SEGMENTS, "segments can be fetched again");
        follower.delivered(step);
        InputPlaylist.Entry segment = step.segment();
        enqueue(new InputItem.Segment(
                segment.sequence(),
                segment.durationMs(),
                media.bytes(),
                media.init(),
                segment.url().toString()));
        fetchMore();
    }

    private void failed(PlaylistFollower.Step.Fetch step, InputException failure) {
        if (closeReason != null) {
            return;
        }
        long now = MonotonicClock.nowMs();
        if (!step.segment().equals(failingSegment)) {
            failingSegment = step.segment();
            failingSince = now;
            failures = 0;
        }
        failures++;
        troubles.report(TroubleReporter.Area.SEGMENTS, failure.cause(), failure.getMessage());
        if (isUnavailable(step, failure, now - failingSince)) {
            failingSegment = null;
            follower.skip(
                    step, "segment " + step.segment().sequence() + " could not be fetched: " + failure.getMessage());
            fetching = false;
            fetchMore();
            return;
        }
        retryTimer =
                vertx.setTimer(Math.max(1, limits.backoff().delayMs(failures, ThreadLocalRandom.current())), id -> {
                    fetching = false;
                    fetchMore();
                });
    }

    /**
     * Whether to skip a segment: at once if Mux does not support or permit it; after the stall time if the playlist has
     * ended, or if the server responds and lists later segments. Otherwise Mux tries until the segment leaves the
     * playlist.
     */
    private boolean isUnavailable(PlaylistFollower.Step.Fetch step, InputException failure, long sinceMs) {
        if (failure.cause() == Cause.UNFIT || failure.cause() == Cause.FORBIDDEN) {
            return true;
        }
        boolean othersAvailable = failure.answered() && follower.listsLaterThan(step);
        return sinceMs >= limits.stallMs(targetMs()) && (othersAvailable || follower.ended());
    }

    private long targetMs() {
        return follower.list().targetDurationMs();
    }
}
