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
 * One FFmpeg process that reads one input, from the order to start it until its end. Owns the input while it lasts, and
 * reports the state of the run. Confined to one Vert.x context.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final RunContext context;
    private final String id;
    private final String head;
    private final Future<InputFeed> opening;
    private final Consumer<PendingSegment> onSegment;
    private final Consumer<RunStatus> onStatus;
    private final RunFolder folder;
    private final RunOutcome outcome = new RunOutcome();
    private InputFeed feed;
    private RunProcess process;
    private String conversion = "";

    /**
     * Creates a run that is not started.
     *
     * @param opening the input, which the run owns from now on
     * @param onSegment receives each segment that may be published
     * @param onStatus receives each change of the state
     */
    Run(
            RunContext context,
            String id,
            String head,
            Future<InputFeed> opening,
            Consumer<PendingSegment> onSegment,
            Consumer<RunStatus> onStatus) {
        this.context = context;
        this.id = id;
        this.head = head;
        this.opening = opening;
        this.onSegment = onSegment;
        this.onStatus = onStatus;
        this.folder =
                new RunFolder(context.workers(), context.settings().directory().resolve(id));
    }

    void start() {
        opening.compose(opened -> {
                    feed = opened;
                    if (outcome.isKilled()) {
                        closeFeed();
                        return Future.succeededFuture();
                    }
                    feed.onTrouble(this::reportTrouble);
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
        if (outcome.isKilled()) {
            return Future.succeededFuture();
        }
        conversion = feed.conversion();
        InputFeed source = feed;
        process = new RunProcess(context, id, head, folder, start, outcome, source::setFedBytes, onSegment);
        TsSegment media = start.piece().media().orElseThrow();
        Optional<String> unfit = MediaRequirements.unfit(media);
        if (unfit.isPresent()) {
            return Future.failedFuture(new InputException(Cause.UNFIT, unfit.get()));
        }
        context.droppedStreams()
                .report(head, media.otherStreams())
                .ifPresent(streams ->
                        LOG.info("run {}: streams of {} that are not used: {}", id, Redaction.url(head), streams));
        return process.spawn().map(spawned -> {
            process.exit().onSuccess(this::exited);
            if (outcome.isKilled()) {
                process.kill();
            } else {
                spawned(start);
            }
            return null;
        });
    }

    private void spawned(InputFeed.Start start) {
        LOG.info(
                "run {}: FFmpeg {} reads {} from input segment {}{}{}",
                id,
                process.pid(),
                Redaction.url(head),
                start.piece().segment().sequence(),
                start.skip() > 0 ? " + " + Stamp.millis(start.skip()) + " ms" : "",
                process.ladder().rungs().isEmpty() ? "" : "; renditions: " + process.ladder());
        report(Phase.RUNNING, null, "");
        process.feed(feed);
    }

    private void reportTrouble(InputTrouble trouble) {
        if (!outcome.isDone()) {
            report(trouble.recovered() ? Phase.RUNNING : Phase.TROUBLE, trouble.cause(), trouble.detail());
        }
    }

    /** Stops the run. Its files stay until {@link #clear}. */
    void stop(Mode mode) {
        if (mode == Mode.KILL) {
            outcome.kill();
            closeFeed();
            if (process != null) {
                process.kill();
            }
        } else if (process == null || !process.isSpawned()) {
            end(Cause.STOPPED, "finished before it began");
            outcome.kill();
        } else if (!outcome.hasEnded()) {
            outcome.finish();
            process.finish();
        }
    }

    private void exited(RunOutcome.Verdict verdict) {
        RunOutcome.Verdict blamed = outcome.isDone() ? verdict : process.blame(verdict);
        end(blamed.cause(), blamed.detail());
    }

    private void end(Cause cause, String detail) {
        if (!outcome.end()) {
            return;
        }
        if (!cause.resumable()) {
            closeFeed();
        } else if (process != null) {
            process.returnUnpublished(feed);
        }
        report(Phase.ENDED, cause, detail);
    }

    private void closeFeed() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    /** Passes the input to the run that resumes this one; empty if this run has not ended or has no input any more. */
    Optional<InputFeed> handOver() {
        if (!outcome.hasEnded()) {
            return Optional.empty();
        }
        Optional<InputFeed> handedOver = Optional.ofNullable(feed);
        feed = null;
        return handedOver;
    }

    private void report(Phase phase, Cause cause, String detail) {
        onStatus.accept(new RunStatus(id, head, phase, cause, detail, conversion, System.currentTimeMillis()));
    }

    /** How fast the renditions are encoded; empty if the run encodes nothing or has ended. */
    Optional<EncoderSpeed> speed() {
        return process == null || !process.isSpawned() || outcome.isDone() ? Optional.empty() : process.speed();
    }

    EncoderStatus encoderStatus(EncoderSpeed speed, long now) {
        return new EncoderStatus(
                id,
                Redaction.url(head),
                process.ladder().toString(),
                speed.factor().orElse(0),
                speed.isSlow(now),
                System.currentTimeMillis());
    }

    /** Deletes the directory of the run after its process has ended. */
    Future<Void> clear() {
        Future<Void> exited = process == null ? Future.succeededFuture() : process.exited();
        return exited.transform(done -> folder.delete());
    }
}
