package tv.mux.ffmpeg;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Cut;
import tv.mux.bus.Encoding;
import tv.mux.bus.RunState;
import tv.mux.bus.RunState.Cause;
import tv.mux.bus.RunState.Phase;
import tv.mux.bus.RunStop;
import tv.mux.config.OutOfMemory;
import tv.mux.config.Redaction;
import tv.mux.input.InputException;
import tv.mux.input.Trouble;
import tv.mux.ts.Stamp;
import tv.mux.ts.TsSegment;

/**
 * One FFmpeg child reading one input, from the order to its end: holds the input while it lasts, tells its states, and does
 * as ordered. Lives on one context.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final Room room;
    private final String id;
    private final String head;
    private final Future<Feed> opening;
    private final Consumer<Cut> onCut;
    private final Consumer<RunState> onState;
    private final Folder folder;
    private final Ending ending = new Ending();
    private Feed feed;
    private FedChild child;
    private String converted = "";

    /**
     * Does nothing yet.
     *
     * @param opening its input; it is the run's from then on
     * @param onCut gets each cut that may be published
     * @param onState told what becomes of it
     */
    Run(Room room, String id, String head, Future<Feed> opening, Consumer<Cut> onCut, Consumer<RunState> onState) {
        this.room = room;
        this.id = id;
        this.head = head;
        this.opening = opening;
        this.onCut = onCut;
        this.onState = onState;
        this.folder = new Folder(room.workers(), room.rules().directory().resolve(id));
    }

    /** Begins; what becomes of it is told as states. */
    void begin() {
        opening.compose(opened -> {
                    feed = opened;
                    if (ending.killed()) {
                        letGo();
                        return Future.succeededFuture();
                    }
                    feed.listen(this::trouble);
                    return feed.start().compose(this::spawn);
                })
                .onFailure(e -> {
                    OutOfMemory.check(e);
                    if (e instanceof InputException wrong) {
                        end(wrong.cause(), wrong.getMessage());
                    } else {
                        end(Cause.CRASHED, "FFmpeg was not started: " + e.getMessage());
                    }
                });
    }

    private Future<Void> spawn(Feed.Start start) {
        if (ending.killed()) {
            return Future.succeededFuture();
        }
        converted = feed.converted();
        Feed from = feed;
        child = new FedChild(room, id, head, folder, start, ending, from::fed, onCut);
        TsSegment media = start.piece().media().orElseThrow();
        Optional<String> unfit = Fitness.unfit(media);
        if (unfit.isPresent()) {
            return Future.failedFuture(new InputException(Cause.UNFIT, unfit.get()));
        }
        room.leftOut()
                .news(head, media.leftOut())
                .ifPresent(streams -> LOG.info("run {}: left out of {}: {}", id, Redaction.url(head), streams));
        return child.spawn().map(spawned -> {
            child.exit().onSuccess(this::exited);
            if (ending.killed()) {
                child.kill();
            } else {
                running(start);
            }
            return null;
        });
    }

    private void running(Feed.Start start) {
        LOG.info(
                "run {}: FFmpeg {} reads {} from input segment {}{}{}",
                id,
                child.pid(),
                Redaction.url(head),
                start.piece().segment().sequence(),
                start.skip() > 0 ? " + " + Stamp.millis(start.skip()) + " ms" : "",
                child.ladder().rungs().isEmpty() ? "" : "; renditions: " + child.ladder());
        tell(Phase.RUNNING, null, "");
        child.feed(feed);
    }

    private void trouble(Trouble trouble) {
        if (!ending.done()) {
            tell(trouble.recovered() ? Phase.RUNNING : Phase.TROUBLE, trouble.cause(), trouble.detail());
        }
    }

    /** Ends it as ordered. Its folder goes with {@link #clear}. */
    void stop(RunStop.How how) {
        if (how == RunStop.How.KILL) {
            ending.kill();
            letGo();
            if (child != null) {
                child.kill();
            }
        } else if (child == null || !child.spawned()) {
            end(Cause.STOPPED, "finished before it began");
            ending.kill();
        } else if (!ending.ended()) {
            ending.finish();
            child.finish();
        }
    }

    private void exited(Ending.Verdict verdict) {
        Ending.Verdict after = ending.done() ? verdict : child.blame(verdict);
        end(after.cause(), after.detail());
    }

    private void end(Cause cause, String detail) {
        if (!ending.end()) {
            return;
        }
        if (!cause.resumable()) {
            letGo();
        } else if (child != null) {
            child.giveBack(feed);
        }
        tell(Phase.ENDED, cause, detail);
    }

    private void letGo() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    /** Hands its input on to the run that resumes it; empty where it holds none that can be resumed. */
    Optional<Feed> handOver() {
        if (!ending.ended()) {
            return Optional.empty();
        }
        Optional<Feed> handed = Optional.ofNullable(feed);
        feed = null;
        return handed;
    }

    private void tell(Phase phase, Cause cause, String detail) {
        onState.accept(new RunState(id, head, phase, cause, detail, converted, System.currentTimeMillis()));
    }

    /** How fast its renditions are encoded; empty where none are. */
    Optional<EncoderSpeed> speed() {
        return child == null || !child.spawned() || ending.done() ? Optional.empty() : child.speed();
    }

    /** That for everybody. */
    Encoding encoding(EncoderSpeed speed, long now) {
        return new Encoding(
                id,
                Redaction.url(head),
                child.ladder().toString(),
                speed.factor().orElse(0),
                speed.slow(now),
                System.currentTimeMillis());
    }

    /** Done when its child is gone. */
    Future<Void> gone() {
        return child == null ? Future.succeededFuture() : child.gone();
    }

    /** Deletes its folder, once its child is gone. */
    Future<Void> clear() {
        return gone().transform(done -> folder.delete());
    }
}
