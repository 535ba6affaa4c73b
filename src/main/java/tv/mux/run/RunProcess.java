package tv.mux.run;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.input.InputItem;
import tv.mux.ladder.EncoderSpeed;
import tv.mux.ladder.Ladder;
import tv.mux.ladder.RunCommand;
import tv.mux.model.PendingSegment;
import tv.mux.normalise.KeyFrameSpacing;
import tv.mux.normalise.Piece;
import tv.mux.process.ChildProcess;
import tv.mux.process.ProcessLog;
import tv.mux.process.SegmentAnnouncement;
import tv.mux.process.StderrLine;
import tv.mux.status.RunStatus.Cause;

/**
 * A run's child with all that serves it: what it is fed, what it says, the cuts it gives, and the watch over it. Puts
 * these together and owns them; why it ends is {@link RunOutcome}'s to know. Lives on one context.
 */
final class RunProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunProcess.class);

    /** Once it gets no more a child may take so long to finish, milliseconds. */
    private static final long FINISH_MS = 2_000;

    /** One that encodes has to get through what it was given. */
    private static final long ENCODE_MS = 10_000;

    /** Exit code of a process that SIGKILL ended. */
    private static final int KILLED = 128 + 9;

    /** What FFmpeg says when an output has failed: it goes on with the others. */
    private static final Pattern OUTPUT_FAILED = Pattern.compile(
            "av_interleaved_write_frame\\(\\)|Error (muxing|submitting) a packet|Error writing trailer");

    private final RunContext room;
    private final String run;
    private final InputFeed.Start start;
    private final Ladder ladder;
    private final InputHistory.Known input;
    private final RunOutcome ending;
    private final RunFolder folder;
    private final ProcessLog transcript;
    private final StallMonitor watch;
    private final FedLedger fed;
    private final LongConsumer kept;
    private final FinishedSegments cuts;
    private final SegmentFileReader reader;
    private final SegmentAttempts tries;
    private boolean killedFromOutside;
    private final Consumer<PendingSegment> onCut;
    private ChildProcess child;

    /**
     * One that is not spawned yet.
     *
     * @param run the run's id
     * @param head the address of its input
     * @param start what it is fed first
     * @param kept gets the number of fed bytes that are kept, whenever it changes
     * @param onCut gets each cut that may be published
     */
    RunProcess(
            RunContext room,
            String run,
            String head,
            RunFolder folder,
            InputFeed.Start start,
            RunOutcome ending,
            LongConsumer kept,
            Consumer<PendingSegment> onCut) {
        this.room = room;
        this.run = run;
        this.folder = folder;
        this.start = start;
        this.ending = ending;
        this.transcript = new ProcessLog(run);
        this.input = room.inputs().of(head);
        this.tries = input.tries();
        this.ladder = start.piece()
                .media()
                .map(media -> Ladder.of(
                        room.rules().variants(),
                        media,
                        input.peak().highest(),
                        room.rules().targetSeconds()))
                .orElse(Ladder.SOURCE);
        int delay = encodes() ? room.rules().encoder().delay() : 0;
        this.watch = new StallMonitor(room.vertx(), start.begin(), room.rules().segmentTime(), delay, input.speed());
        this.fed = new FedLedger(start.begin());
        this.kept = kept;
        this.cuts = new FinishedSegments(run, head, fed);
        this.reader = new SegmentFileReader(
                folder, cuts, room.rules(), ladder, input.peak(), watch, ending, this::cut, this::fail);
        this.onCut = onCut;
        // Even where no child comes to take it, the next run needs it.
        fed.add(start.piece());
        kept.accept(fed.bytes());
    }

    private void cut(PendingSegment cut) {
        tries.good(cut.end().sequence());
        kept.accept(fed.bytes());
        onCut.accept(cut);
    }

    /** Spawns it; done when it is there. It gets nothing yet. */
    Future<Void> spawn() {
        RunContext.Rules rules = room.rules();
        List<String> command = RunCommand.of(
                new RunCommand.Job(rules.ffmpeg(), rules.segmentTime(), start.leaveOut(), LOG.isDebugEnabled()),
                ladder,
                rules.encoder());
        return folder.make()
                .compose(made -> ChildProcess.spawn(
                        room.vertx(), room.workers(), command, folder.path(), this::announced, this::spoken))
                .map(spawned -> {
                    child = spawned;
                    return null;
                });
    }

    boolean spawned() {
        return child != null;
    }

    long pid() {
        return child.pid();
    }

    private boolean encodes() {
        return !ladder.encoded().isEmpty();
    }

    /** What its renditions are beside the source. */
    Ladder ladder() {
        return ladder;
    }

    /** How fast it encodes; empty where it does not. */
    Optional<EncoderSpeed> speed() {
        return encodes() ? Optional.of(input.speed()) : Optional.empty();
    }

    /** Feeds and watches it from now on. */
    void feed(InputFeed feed) {
        input.peak().startRun();
        watch.start(encodes() ? child::cpuTimeMs : () -> Future.succeededFuture(0L), this::stuck);
        KeyFrameSpacing keyFrames = new KeyFrameSpacing(room.rules().targetMs());
        new FeedWriter(feed, child, this::give, keyFrames, watch, ending, this::finish, this::fail)
                .start(start.piece(), tries.last(start.piece().segment()));
    }

    private void give(Piece piece) {
        fed.add(piece);
        kept.accept(fed.bytes());
    }

    private void announced(String line) {
        SegmentAnnouncement.parse(line)
                .ifPresentOrElse(
                        reader::announced,
                        () -> LOG.warn("run {}: not understood on FFmpeg's standard output: {}", run, line));
    }

    private void spoken(String line) {
        StderrLine spoken = StderrLine.parse(line);
        if (spoken instanceof StderrLine.Progress progress) {
            watch.progress(progress);
        } else if (spoken instanceof StderrLine.Message message) {
            transcript.add(message);
            if (OUTPUT_FAILED.matcher(message.text()).find()) {
                fail(Cause.CRASHED, "an output of FFmpeg has failed: " + message.text());
            }
        }
    }

    private void stuck(String why) {
        // One that has all it will get is ended within bounds anyway.
        if (!ending.closed()) {
            fail(Cause.STUCK, why);
        }
    }

    private void fail(Cause cause, String why) {
        if (ending.fail(cause, why)) {
            child.kill();
        }
    }

    /** Tells it that there is no more to come; it ends within bounds. */
    void finish() {
        child.finish(encodes() ? ENCODE_MS : FINISH_MS);
    }

    /** Ends it at once, where it is there. */
    void kill() {
        if (child != null) {
            child.kill();
        }
    }

    /** Done when it is gone; at once where it never came. */
    Future<Void> gone() {
        return child == null ? Future.succeededFuture() : child.exit().mapEmpty();
    }

    /** Why it is gone, once it is, and all its cuts were taken. */
    Future<RunOutcome.Verdict> exit() {
        return child.exit().otherwise(-1).compose(code -> reader.idle().map(read -> {
            watch.stop();
            String crashed = "FFmpeg " + child.pid() + " ended with code " + code + transcript.lastMessages();
            killedFromOutside = code == KILLED && !ending.failed();
            return ending.verdict(code, crashed, cuts.end() != null);
        }));
    }

    /**
     * Counts a failure against every segment that the child was given and produced no cut from. Only the first segment
     * is counted if the child was killed from outside before it produced a cut, and if its cuts end where it began, so
     * that the next run would begin there again.
     *
     * @return the given verdict, or GAP if a segment has failed for the last time and is left out
     */
    RunOutcome.Verdict blame(RunOutcome.Verdict verdict) {
        if (!spawned()) {
            return verdict;
        }
        return switch (verdict.cause()) {
            case CRASHED ->
                !killedFromOutside ? blame(verdict, fed.kept()) : cuts.end() == null ? blameFirst(verdict) : verdict;
            case STUCK -> blame(verdict, fed.kept());
            case UNFIT -> tries.proven() ? blame(verdict, fed.kept()) : verdict;
            case DISCONTINUITY, RESTARTED, GAP ->
                cuts.end() == null || start.precedes(cuts.end())
                        ? verdict
                        : blameFirst(new RunOutcome.Verdict(
                                verdict.cause(), "its output does not continue the segment before"));
            default -> verdict;
        };
    }

    private RunOutcome.Verdict blameFirst(RunOutcome.Verdict verdict) {
        return blame(verdict, List.of(start.piece()));
    }

    private RunOutcome.Verdict blame(RunOutcome.Verdict verdict, Collection<Piece> pieces) {
        RunOutcome.Verdict after = verdict;
        for (Piece piece : pieces) {
            InputItem.Segment segment = piece.segment();
            if (tries.failed(segment)) {
                after = new RunOutcome.Verdict(
                        Cause.GAP,
                        "input segment " + segment.sequence() + " (" + segment.name()
                                + ") is damaged: left out, as FFmpeg failed on it " + SegmentAttempts.MOST
                                + " times; the last time " + verdict.detail());
            }
        }
        return after;
    }

    /** Gives back to the input what has not become cuts. */
    void giveBack(InputFeed feed) {
        feed.giveBack(fed.kept(), ending.seam(), cuts.end());
    }
}
