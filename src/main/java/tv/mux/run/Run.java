package tv.mux.run;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.config.OutOfMemory;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.InputTrouble;
import tv.mux.ladder.EncoderSpeed;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.StopRun.Mode;
import tv.mux.normalise.MediaRequirements;
import tv.mux.status.EncoderStatus;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.status.RunStatus.Phase;
import tv.mux.text.Redaction;
import tv.mux.ts.TsSegment;

/**
 * One FFmpeg child reading one input, from the order to its end: holds the input while it lasts, tells its states, and
 * does as ordered. Lives on one context.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final RunContext room;
    private final String id;
    private final String head;
    private final Future<InputFeed> opening;
    private final Consumer<PendingSegment> onCut;
    private final Consumer<RunStatus> onState;
    private final RunFolder folder;
    private final RunOutcome ending = new RunOutcome();
    private InputFeed feed;
    private RunProcess child;
    private String converted = "";

    /**
     * Does nothing yet.
     *
     * @param opening its input; it is the run's from then on
     * @param onCut gets each cut that may be published
     * @param onState told what becomes of it
     */
    Run(
            RunContext room,
            String id,
            String head,
            Future<InputFeed> opening,
            Consumer<PendingSegment> onCut,
            Consumer<RunStatus> onState) {
        this.room = room;
        this.id = id;
        this.head = head;
        this.opening = opening;
        this.onCut = onCut;
        this.onState = onState;
        this.folder = new RunFolder(room.workers(), room.rules().directory().resolve(id));
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

    private Future<Void> spawn(InputFeed.Start start) {
        if (ending.killed()) {
            return Future.succeededFuture();
        }
        converted = feed.converted();
        InputFeed from = feed;
        child = new RunProcess(room, id, head, folder, start, ending, from::fed, onCut);
        TsSegment media = start.piece().media().orElseThrow();
        Optional<String> unfit = MediaRequirements.unfit(media);
        if (unfit.isPresent()) {
            return Future.failedFuture(new InputException(Cause.UNFIT, unfit.get()));
        }
        room.leftOut()
                .report(head, media.otherStreams())
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

    private void running(InputFeed.Start start) {
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

    private void trouble(InputTrouble trouble) {
        if (!ending.done()) {
            tell(trouble.recovered() ? Phase.RUNNING : Phase.TROUBLE, trouble.cause(), trouble.detail());
        }
    }

    /** Ends it as ordered. Its folder goes with {@link #clear}. */
    void stop(Mode how) {
        if (how == Mode.KILL) {
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

    private void exited(RunOutcome.Verdict verdict) {
        RunOutcome.Verdict after = ending.done() ? verdict : child.blame(verdict);
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
    Optional<InputFeed> handOver() {
        if (!ending.ended()) {
            return Optional.empty();
        }
        Optional<InputFeed> handed = Optional.ofNullable(feed);
        feed = null;
        return handed;
    }

    private void tell(Phase phase, Cause cause, String detail) {
        onState.accept(new RunStatus(id, head, phase, cause, detail, converted, System.currentTimeMillis()));
    }

    /** How fast its renditions are encoded; empty where none are. */
    Optional<EncoderSpeed> speed() {
        return child == null || !child.spawned() || ending.done() ? Optional.empty() : child.speed();
    }

    /** That for everybody. */
    EncoderStatus encoding(EncoderSpeed speed, long now) {
        return new EncoderStatus(
                id,
                Redaction.url(head),
                child.ladder().toString(),
                speed.factor().orElse(0),
                speed.isSlow(now),
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
