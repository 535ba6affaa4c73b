package tv.mux.ffmpeg;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Cut;
import tv.mux.bus.RunState;
import tv.mux.bus.RunState.Cause;
import tv.mux.bus.RunState.Phase;
import tv.mux.bus.RunStop;
import tv.mux.config.Redaction;
import tv.mux.input.InputException;
import tv.mux.input.Trouble;
import tv.mux.ts.Stamp;
import tv.mux.ts.TsSegment;

/**
 * One FFmpeg child, from spawn to exit, fed from an input. Lives on one context. Puts the parts together, and owns the
 * {@link Feed} while it lasts; how it ends is {@link Ending}'s to know.
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
    private final Transcript transcript;
    private final Ending ending = new Ending();

    private Feed feed;
    private Fed fed;
    private Cuts cuts;
    private Watch watch;
    private Child child;

    /**
     * What every run is held to.
     *
     * @param ffmpeg the program
     * @param segmentTime how long a cut is meant to last
     * @param targetMs no cut may be longer, rounded to seconds, milliseconds
     * @param directory where runs have their folders
     */
    record Rules(String ffmpeg, Duration segmentTime, long targetMs, Path directory) {}

    /**
     * What all runs share.
     *
     * @param workers where they block
     * @param leftOut what was said of their inputs
     */
    record Room(Vertx vertx, WorkerExecutor workers, Rules rules, LeftOut leftOut) {}

    Run(Room room, String id, String head, Future<Feed> opening, Consumer<Cut> onCut, Consumer<RunState> onState) {
        this.room = room;
        this.id = id;
        this.head = head;
        this.opening = opening;
        this.onCut = onCut;
        this.onState = onState;
        this.folder = new Folder(room.workers(), room.rules().directory().resolve(id));
        this.transcript = new Transcript(id);
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

    /** Begins; what becomes of it is told as states. */
    void begin() {
        opening.compose(opened -> {
                    feed = opened;
                    if (ending.killed()) {
                        letGo();
                        return Future.succeededFuture();
                    }
                    feed.listen(this::trouble);
                    return feed.start().compose(this::prepare);
                })
                .onFailure(e -> {
                    if (e instanceof InputException wrong) {
                        end(wrong.cause(), wrong.getMessage());
                    } else {
                        end(Cause.CRASHED, "FFmpeg was not started: " + e.getMessage());
                    }
                });
    }

    private Future<Void> prepare(Feed.Start start) {
        if (ending.killed()) {
            return Future.succeededFuture();
        }
        fed = new Fed(start.begin());
        cuts = new Cuts(id, head, fed);
        // Even where no child comes to take it, the next run needs it.
        fed.add(start.piece());
        TsSegment media = start.piece().media().orElseThrow();
        Optional<String> unfit = Fitness.unfit(media);
        if (unfit.isPresent()) {
            return Future.failedFuture(new InputException(Cause.UNFIT, unfit.get()));
        }
        room.leftOut()
                .news(head, media.leftOut())
                .ifPresent(streams -> LOG.info("run {}: left out of {}: {}", id, Redaction.url(head), streams));
        watch = new Watch(room.vertx(), start.begin(), room.rules().segmentTime());
        return folder.make().compose(made -> spawn(start));
    }

    private Future<Void> spawn(Feed.Start start) {
        Rules rules = room.rules();
        CutReader reader = new CutReader(folder, cuts, rules.targetMs(), watch, ending, onCut, this::fail);
        List<String> command = CommandLine.copy(
                new CommandLine.Job(rules.ffmpeg(), rules.segmentTime(), start.leaveOut(), LOG.isDebugEnabled()));
        return Child.spawn(
                        room.vertx(),
                        room.workers(),
                        command,
                        folder.path(),
                        line -> announced(line, reader),
                        this::spoken)
                .map(spawned -> {
                    child = spawned;
                    child.exit().onComplete(code -> reader.idle()
                            .onComplete(read -> exited(code.otherwise(-1).result())));
                    if (ending.killed()) {
                        child.kill();
                    } else {
                        feed(start);
                    }
                    return null;
                });
    }

    private void feed(Feed.Start start) {
        LOG.info(
                "run {}: FFmpeg {} reads {} from input segment {}{}",
                id,
                child.pid(),
                Redaction.url(head),
                start.piece().segment().sequence(),
                start.skip() > 0 ? " + " + Stamp.millis(start.skip()) + " ms" : "");
        watch.start(this::stuck);
        tell(Phase.RUNNING, null, "");
        KeyFrames keyFrames = new KeyFrames(room.rules().targetMs());
        new Pump(feed, child, fed, keyFrames, watch, ending, this::fail).start(start.piece());
    }

    // ---- what the child says --------------------------------------------------------------------------------------

    private void announced(String line, CutReader reader) {
        Announcement.parse(line)
                .ifPresentOrElse(
                        reader::announced,
                        () -> LOG.warn("run {}: not understood on FFmpeg's standard output: {}", id, line));
    }

    private void spoken(String line) {
        Spoken spoken = Spoken.parse(line);
        if (spoken instanceof Spoken.Progress progress) {
            watch.progress(progress);
        } else if (spoken instanceof Spoken.Said said) {
            transcript.add(said);
        }
    }

    private void stuck(String why) {
        // One that has all it will get is ended within bounds anyway.
        if (!ending.closed()) {
            fail(Cause.STUCK, why);
        }
    }

    private void trouble(Trouble trouble) {
        if (!ending.done()) {
            tell(trouble.recovered() ? Phase.RUNNING : Phase.TROUBLE, trouble.cause(), trouble.detail());
        }
    }

    // ---- the end --------------------------------------------------------------------------------------------------

    /** Ends it by our own decision, because of something that is wrong. */
    private void fail(Cause cause, String why) {
        if (ending.fail(cause, why)) {
            child.kill();
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
        } else if (child == null) {
            end(Cause.STOPPED, "finished before it began");
            ending.kill();
        } else if (!ending.ended()) {
            ending.finish();
            child.finish();
        }
    }

    private void exited(int code) {
        watch.stop();
        Ending.Verdict verdict =
                ending.verdict(code, "FFmpeg " + child.pid() + " ended with code " + code + transcript.ending());
        end(verdict.cause(), verdict.detail());
    }

    private void end(Cause cause, String detail) {
        if (!ending.end()) {
            return;
        }
        if (cause.resumable() && feed != null) {
            feed.giveBack(
                    fed == null ? new ArrayDeque<>() : fed.kept(), ending.seam(), cuts == null ? null : cuts.end());
        } else {
            letGo();
        }
        tell(Phase.ENDED, cause, detail);
    }

    private void letGo() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    private void tell(Phase phase, Cause cause, String detail) {
        onState.accept(new RunState(id, head, phase, cause, detail, System.currentTimeMillis()));
    }

    /** Done when its child is gone. */
    Future<Void> gone() {
        return child == null ? Future.succeededFuture() : child.exit().mapEmpty();
    }

    /** Deletes its folder, once its child is gone. */
    Future<Void> clear() {
        return gone().transform(done -> folder.delete());
    }
}
