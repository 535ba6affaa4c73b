package tv.mux.run;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tv.mux.config.OutOfMemory;
import tv.mux.input.fault.InputException;
import tv.mux.normalise.KeyFrameSpacing;
import tv.mux.normalise.Piece;
import tv.mux.process.ChildProcess;
import tv.mux.status.RunStatus.Cause;

/**
 * Writes the pieces of an input to FFmpeg, as fast as FFmpeg reads them. Stops at a seam of the input, and when the run
 * finishes or fails.
 */
final class FeedWriter {
    private final InputFeed feed;
    private final ChildProcess process;
    private final Consumer<Piece> onPiece;
    private final KeyFrameSpacing keyFrames;
    private final StallMonitor monitor;
    private final RunOutcome outcome;
    private final Runnable finish;
    private final BiConsumer<Cause, String> onFailure;
    private boolean onlyFirst;

    /**
     * Creates the writer of one process.
     *
     * @param onPiece receives each piece but the first before it is written
     * @param outcome consulted before each piece; records where the input has a seam
     * @param finish closes the input of the process
     * @param onFailure receives a failure of the input
     */
    FeedWriter(
            InputFeed feed,
            ChildProcess process,
            Consumer<Piece> onPiece,
            KeyFrameSpacing keyFrames,
            StallMonitor monitor,
            RunOutcome outcome,
            Runnable finish,
            BiConsumer<Cause, String> onFailure) {
        this.feed = feed;
        this.process = process;
        this.onPiece = onPiece;
        this.keyFrames = keyFrames;
        this.monitor = monitor;
        this.outcome = outcome;
        this.finish = finish;
        this.onFailure = onFailure;
    }

    /**
     * Writes the first piece, and then all further pieces of the feed.
     *
     * @param onlyFirst whether to end the run after the first piece
     */
    void start(Piece first, boolean onlyFirst) {
        this.onlyFirst = onlyFirst;
        write(first);
    }

    private void write(Piece piece) {
        Optional<String> tooFarApart = keyFrames.tooFarApart(piece);
        if (tooFarApart.isPresent()) {
            onFailure.accept(Cause.UNFIT, tooFarApart.get());
            return;
        }
        monitor.writeStarted(piece);
        // A failed write is ignored: the process has ended or is stuck, which its exit or the monitor reports.
        process.write(piece.segment().bytes()).onSuccess(written -> {
            monitor.writeCompleted();
            if (onlyFirst) {
                endAfter(piece);
            } else {
                next();
            }
        });
    }

    private void endAfter(Piece piece) {
        if (outcome.isAborted()) {
            return;
        }
        if (!outcome.isFinishing()) {
            outcome.endAt(new InputFeed.Item.Seam(
                    Cause.DISCONTINUITY,
                    "input segment " + piece.segment().sequence() + " was fed to an FFmpeg of its own"));
        }
        finish.run();
    }

    private void next() {
        if (outcome.isAborted()) {
            return;
        }
        if (outcome.isFinishing()) {
            finish.run();
            return;
        }
        feed.next()
                .onSuccess(item -> {
                    if (outcome.isFinishing()) {
                        return; // the input of the process is closed already
                    }
                    if (item instanceof InputFeed.Item.Media media) {
                        onPiece.accept(media.piece());
                        write(media.piece());
                    } else {
                        outcome.endAt((InputFeed.Item.Seam) item);
                        finish.run();
                    }
                })
                .onFailure(e -> {
                    OutOfMemory.check(e);
                    onFailure.accept(
                            e instanceof InputException wrong ? wrong.cause() : Cause.UNREACHABLE, e.getMessage());
                });
    }
}
