package tv.mux.ffmpeg;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tv.mux.bus.Cut;
import tv.mux.bus.RunState.Cause;

/** Reads the files that a child announces, one after the other, and hands them on as cuts. */
final class CutReader {
    private final Folder folder;
    private final Cuts cuts;
    private final long targetMs;
    private final Watch watch;
    private final Ending ending;
    private final Consumer<Cut> onCut;
    private final BiConsumer<Cause, String> onWrong;
    private Future<?> reading = Future.succeededFuture();

    /**
     * For a child.
     *
     * @param cuts what the files become
     * @param targetMs no cut may be longer, rounded to seconds, milliseconds
     * @param ending asked before each file
     * @param onCut gets each cut that may be published
     * @param onWrong told what is wrong with a file
     */
    CutReader(
            Folder folder,
            Cuts cuts,
            long targetMs,
            Watch watch,
            Ending ending,
            Consumer<Cut> onCut,
            BiConsumer<Cause, String> onWrong) {
        this.folder = folder;
        this.cuts = cuts;
        this.targetMs = targetMs;
        this.watch = watch;
        this.ending = ending;
        this.onCut = onCut;
        this.onWrong = onWrong;
    }

    /** A file is finished: it is read once those before it were. */
    void announced(Announcement announcement) {
        reading = reading.transform(before -> read(announcement));
    }

    /** Done when all that was announced so far was read, or could not be. */
    Future<Void> idle() {
        return reading.transform(read -> Future.succeededFuture());
    }

    private Future<Void> read(Announcement announcement) {
        watch.announced();
        if (ending.inVain()) {
            return Future.succeededFuture();
        }
        return folder.read(announcement.file())
                .onSuccess(finished -> cut(announcement.ordinal(), finished))
                .onFailure(
                        e -> onWrong.accept(Cause.CRASHED, "FFmpeg's " + announcement.file() + " cannot be read: " + e))
                .mapEmpty();
    }

    private void cut(int ordinal, Folder.Finished finished) {
        if (ending.inVain()) {
            return;
        }
        Optional<String> tooLong = Fitness.tooLong(finished.media(), targetMs);
        if (tooLong.isPresent()) {
            onWrong.accept(Cause.UNFIT, tooLong.get());
            return;
        }
        var good = cuts.take(ordinal, finished, ending.closed());
        watch.cut(ordinal);
        good.forEach(onCut);
    }
}
