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
 * The FFmpeg process of a run together with its writer, its segment reader and its monitor. Connects these objects and
 * owns them; {@link RunOutcome} decides why the run ends. Confined to one Vert.x context.
 */
final class RunProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunProcess.class);

    /** Time in milliseconds that a process may take to finish after its input is closed. */
    private static final long FINISH_MS = 2_000;

    /** The same for a process that encodes, as it must encode what it was fed. */
    private static final long FINISH_ENCODING_MS = 10_000;

    /** Exit code of a process that was ended by SIGKILL. */
    private static final int KILLED = 128 + 9;

    /** Messages that FFmpeg logs when one output has failed, after which it continues with the others. */
    private static final Pattern OUTPUT_FAILED = Pattern.compile(
            "av_interleaved_write_frame\\(\\)|Error (muxing|submitting) a packet|Error writing trailer");

    private final RunContext context;
    private final String run;
    private final InputFeed.Start start;
    private final Ladder ladder;
    private final InputHistory.Known input;
    private final SegmentAttempts attempts;
    private final RunOutcome outcome;
    private final RunFolder folder;
    private final ProcessLog log;
    private final StallMonitor monitor;
    private final FedLedger ledger;
    private final LongConsumer fedBytes;
    private final FinishedSegments segments;
    private final SegmentFileReader reader;
    private final Consumer<PendingSegment> onSegment;
    private ChildProcess process;
    private boolean killedFromOutside;

    /**
     * Prepares a process; {@link #spawn} starts it.
     *
     * @param run id of the run
     * @param head address of the input
     * @param start the first piece that the process is fed
     * @param fedBytes receives the number of fed bytes that are kept, whenever it changes
     * @param onSegment receives each segment that may be published
     */
    RunProcess(
            RunContext context,
            String run,
            String head,
            RunFolder folder,
            InputFeed.Start start,
            RunOutcome outcome,
            LongConsumer fedBytes,
            Consumer<PendingSegment> onSegment) {
        this.context = context;
        this.run = run;
        this.folder = folder;
        this.start = start;
        this.outcome = outcome;
        this.fedBytes = fedBytes;
        this.onSegment = onSegment;
        RunContext.Settings settings = context.settings();
        this.log = new ProcessLog(run);
        this.input = context.inputs().of(head);
        this.attempts = input.attempts();
        this.ladder = start.piece()
                .media()
                .map(media -> Ladder.of(settings.variants(), media, input.peak().highest(), settings.targetSeconds()))
                .orElse(Ladder.SOURCE);
        int delay = encodes() ? settings.encoder().delay() : 0;
        this.monitor = new StallMonitor(context.vertx(), start.begin(), settings.segmentTime(), delay, input.speed());
        this.ledger = new FedLedger(start.begin());
        this.segments = new FinishedSegments(run, head, ledger);
        this.reader = new SegmentFileReader(
                folder, segments, settings, ladder, input.peak(), monitor, outcome, this::publish, this::fail);
        // Record the first piece now: if the process does not start, the next run needs the piece.
        addPiece(start.piece());
    }

    private void publish(PendingSegment segment) {
        attempts.recordSuccess(segment.end().sequence());
        fedBytes.accept(ledger.bytes());
        onSegment.accept(segment);
    }

    private void addPiece(Piece piece) {
        ledger.add(piece);
        fedBytes.accept(ledger.bytes());
    }

    /** Starts the process, which is fed nothing until {@link #feed}. */
    Future<Void> spawn() {
        RunContext.Settings settings = context.settings();
        List<String> command = RunCommand.of(
                new RunCommand.Job(
                        settings.ffmpeg(), settings.segmentTime(), start.skipDuration(), LOG.isDebugEnabled()),
                ladder,
                settings.encoder());
        return folder.create()
                .compose(created -> ChildProcess.spawn(
                        context.vertx(),
                        context.workers(),
                        command,
                        folder.path(),
                        this::readStdoutLine,
                        this::readStderrLine))
                .map(spawned -> {
                    process = spawned;
                    return null;
                });
    }

    boolean isSpawned() {
        return process != null;
    }

    long pid() {
        return process.pid();
    }

    private boolean encodes() {
        return !ladder.encoded().isEmpty();
    }

    Ladder ladder() {
        return ladder;
    }

    /** How fast the process encodes; empty if it only copies. */
    Optional<EncoderSpeed> speed() {
        return encodes() ? Optional.of(input.speed()) : Optional.empty();
    }

    /** Starts to feed and to monitor the process. */
    void feed(InputFeed feed) {
        input.peak().startRun();
        monitor.start(encodes() ? process::cpuTimeMs : () -> Future.succeededFuture(0L), this::stuck);
        KeyFrameSpacing keyFrames = new KeyFrameSpacing(context.settings().targetMs());
        new FeedWriter(feed, process, this::addPiece, keyFrames, monitor, outcome, this::finish, this::fail)
                .start(start.piece(), attempts.isLastAttempt(start.piece().segment()));
    }

    private void readStdoutLine(String line) {
        SegmentAnnouncement.parse(line)
                .ifPresentOrElse(
                        reader::announced,
                        () -> LOG.warn(
                                "run {}: ignored a line on FFmpeg's standard output that announces no segment: {}",
                                run,
                                line));
    }

    private void readStderrLine(String line) {
        StderrLine parsed = StderrLine.parse(line);
        if (parsed instanceof StderrLine.Progress progress) {
            monitor.progress(progress);
        } else if (parsed instanceof StderrLine.Message message) {
            log.add(message);
            if (OUTPUT_FAILED.matcher(message.text()).find()) {
                fail(Cause.CRASHED, "an output of FFmpeg has failed: " + message.text());
            }
        }
    }

    private void stuck(String why) {
        // A process whose input has ended finishes within a bounded time anyway.
        if (!outcome.hasInputEnded()) {
            fail(Cause.STUCK, why);
        }
    }

    private void fail(Cause cause, String why) {
        if (outcome.fail(cause, why)) {
            process.kill();
        }
    }

    /** Closes the input of the process, which then ends within a bounded time. */
    void finish() {
        process.finish(encodes() ? FINISH_ENCODING_MS : FINISH_MS);
    }

    /** Kills the process if it was started. */
    void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Completes when the process has ended; at once if it was never started. */
    Future<Void> exited() {
        return process == null ? Future.succeededFuture() : process.exit().mapEmpty();
    }

    /** Returns why the process has ended. Completes when it has ended and all its segments were read. */
    Future<RunOutcome.Verdict> exit() {
        return process.exit().otherwise(-1).compose(code -> reader.idle().map(read -> {
            monitor.stop();
            String crash = "FFmpeg " + process.pid() + " ended with code " + code + log.lastMessages();
            killedFromOutside = code == KILLED && !outcome.hasFailed();
            return outcome.verdict(code, crash, segments.end() != null);
        }));
    }

    /**
     * Counts a failure against every input segment that the process was fed and produced no segment from. Counts only
     * the first one in two cases: if the process was killed from outside before it produced a segment, and if its
     * segments end where the first one began, so that the next run would begin there again.
     *
     * @return the given verdict, or GAP if a segment has failed for the last time and is left out
     */
    RunOutcome.Verdict blame(RunOutcome.Verdict verdict) {
        if (!isSpawned()) {
            return verdict;
        }
        return switch (verdict.cause()) {
            case CRASHED ->
                !killedFromOutside
                        ? blame(verdict, ledger.unpublished())
                        : segments.end() == null ? blameFirst(verdict) : verdict;
            case STUCK -> blame(verdict, ledger.unpublished());
            case UNFIT -> attempts.hasSucceeded() ? blame(verdict, ledger.unpublished()) : verdict;
            case DISCONTINUITY, RESTARTED, GAP ->
                segments.end() == null || start.precedes(segments.end())
                        ? verdict
                        : blameFirst(new RunOutcome.Verdict(
                                verdict.cause(), "the time stamps of FFmpeg's output do not continue"));
            default -> verdict;
        };
    }

    private RunOutcome.Verdict blameFirst(RunOutcome.Verdict verdict) {
        return blame(verdict, List.of(start.piece()));
    }

    private RunOutcome.Verdict blame(RunOutcome.Verdict verdict, Collection<Piece> pieces) {
        RunOutcome.Verdict result = verdict;
        for (Piece piece : pieces) {
            InputItem.Segment segment = piece.segment();
            if (attempts.recordFailure(segment)) {
                result = new RunOutcome.Verdict(
                        Cause.GAP,
                        "input segment " + segment.sequence() + " (" + segment.name()
                                + ") is damaged: left out, as FFmpeg failed on it " + SegmentAttempts.MAX_ATTEMPTS
                                + " times; the last time " + verdict.detail());
            }
        }
        return result;
    }

    /** Returns the pieces that are not published to the input. */
    void returnUnpublished(InputFeed feed) {
        feed.takeBack(ledger.unpublished(), outcome.seam(), segments.end());
    }
}
