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
 * Feeds a child what its input gives, piece by piece, as fast as it is taken: up to a seam of the input, or until the
 * run is to finish or goes wrong.
 */
final class FeedWriter {
    private final InputFeed feed;
    private final ChildProcess child;
    private final Consumer<Piece> fed;
    private final KeyFrameSpacing keyFrames;
    private final StallMonitor watch;
    private final RunOutcome ending;
    private final Runnable finish;
    private final BiConsumer<Cause, String> onWrong;
    private boolean alone;

    /**
     * For a child.
     *
     * @param feed where it comes from
     * @param fed records a piece before it is written to the child
     * @param ending asked before each piece, and told of a seam
     * @param finish tells the child that there is no more to come
     * @param onWrong told what is wrong with the input
     */
    FeedWriter(
            InputFeed feed,
            ChildProcess child,
            Consumer<Piece> fed,
            KeyFrameSpacing keyFrames,
            StallMonitor watch,
            RunOutcome ending,
            Runnable finish,
            BiConsumer<Cause, String> onWrong) {
        this.feed = feed;
        this.child = child;
        this.fed = fed;
        this.keyFrames = keyFrames;
        this.watch = watch;
        this.ending = ending;
        this.finish = finish;
        this.onWrong = onWrong;
    }

    /**
     * Writes the first piece, which is recorded already, and then all that follow.
     *
     * @param single whether the first piece is the only one
     */
    void start(Piece first, boolean single) {
        alone = single;
        give(first);
    }

    private void give(Piece piece) {
        Optional<String> tooFarApart = keyFrames.tooFarApart(piece);
        if (tooFarApart.isPresent()) {
            onWrong.accept(Cause.UNFIT, tooFarApart.get());
            return;
        }
        watch.giving(piece);
        child.write(piece.segment().bytes()).onSuccess(written -> {
            watch.taken();
            if (alone) {
                single(piece);
            } else {
                next();
            }
        });
        // A child that takes nothing any more is gone, or stuck: its exit tells, or the watchdog.
    }

    private void single(Piece piece) {
        if (ending.inVain()) {
            return;
        }
        if (!ending.finishing()) {
            ending.reached(new InputFeed.Item.Seam(
                    Cause.DISCONTINUITY,
                    "input segment " + piece.segment().sequence() + " was fed to an FFmpeg of its own"));
        }
        finish.run();
    }

    private void next() {
        if (ending.inVain()) {
            return;
        }
        if (ending.finishing()) {
            finish.run();
            return;
        }
        feed.next()
                .onSuccess(item -> {
                    if (ending.finishing()) {
                        return; // too late: the child's input is closed already
                    }
                    if (item instanceof InputFeed.Item.Media media) {
                        fed.accept(media.piece());
                        give(media.piece());
                    } else {
                        ending.reached((InputFeed.Item.Seam) item);
                        finish.run();
                    }
                })
                .onFailure(e -> {
                    OutOfMemory.check(e);
                    onWrong.accept(
                            e instanceof InputException wrong ? wrong.cause() : Cause.UNREACHABLE, e.getMessage());
                });
    }
}
