package tv.mux.run;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tv.mux.config.OutOfMemory;
import tv.mux.ladder.AlignmentCheck;
import tv.mux.ladder.Ladder;
import tv.mux.ladder.RenditionFile;
import tv.mux.ladder.RenditionJoiner;
import tv.mux.ladder.SourcePeak;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.normalise.MediaRequirements;
import tv.mux.process.SegmentAnnouncement;
import tv.mux.status.RunStatus.Cause;

/** Reads the files that a child announces, a cut at a time, one after the other, and hands them on. */
final class SegmentFileReader {
    /** Tolerance, since playlists round the durations of segments. */
    private static final long SLACK_MS = 1_000;

    private final RunFolder folder;
    private final FinishedSegments cuts;
    private final long targetMs;
    private final StallMonitor watch;
    private final RunOutcome ending;
    private final Ladder ladder;
    private final SourcePeak peak;
    private final RenditionJoiner abreast;
    private final Consumer<PendingSegment> onCut;
    private final BiConsumer<Cause, String> onWrong;
    private Future<?> reading = Future.succeededFuture();

    /**
     * For a child.
     *
     * @param cuts what the files become
     * @param rules what every run is held to
     * @param ladder what its renditions are
     * @param peak the highest bit rate of its input
     * @param ending asked before each file
     * @param onCut gets each cut that may be published
     * @param onWrong told what is wrong with a file
     */
    SegmentFileReader(
            RunFolder folder,
            FinishedSegments cuts,
            RunContext.Rules rules,
            Ladder ladder,
            SourcePeak peak,
            StallMonitor watch,
            RunOutcome ending,
            Consumer<PendingSegment> onCut,
            BiConsumer<Cause, String> onWrong) {
        this.folder = folder;
        this.cuts = cuts;
        this.targetMs = rules.targetMs();
        this.ladder = ladder;
        this.peak = peak;
        this.abreast = new RenditionJoiner(ladder.outputs(), rules.segmentTime());
        this.watch = watch;
        this.ending = ending;
        this.onCut = onCut;
        this.onWrong = onWrong;
    }

    /** A file is finished. Once every output has the one of that number they are read, behind those before them. */
    void announced(SegmentAnnouncement announcement) {
        watch.announced();
        Optional<RenditionJoiner.Joined> complete = abreast.add(announcement);
        complete.ifPresent(row -> reading = reading.transform(before -> read(row)));
        abreast.lagging().ifPresent(why -> onWrong.accept(Cause.STUCK, why));
    }

    /** Done when all that was announced so far was read, or could not be. */
    Future<Void> idle() {
        return reading.transform(read -> Future.succeededFuture());
    }

    private Future<Void> read(RenditionJoiner.Joined row) {
        watch.announced();
        if (ending.inVain()) {
            return Future.succeededFuture();
        }
        return folder.read(row.files())
                .onSuccess(finished -> cut(row.ordinal(), finished))
                .onFailure(e -> {
                    OutOfMemory.check(e);
                    onWrong.accept(Cause.CRASHED, "FFmpeg's " + row.files() + " cannot be read: " + e);
                })
                .mapEmpty();
    }

    private void cut(int ordinal, List<RenditionFile> outputs) {
        if (ending.inVain()) {
            return;
        }
        RenditionFile source = outputs.get(0);
        Optional<String> tooLong = MediaRequirements.tooLong(source.media(), targetMs);
        if (tooLong.isPresent()) {
            // If the cut is longer than what the child was fed, a segment is damaged; the input itself is not unfit.
            boolean madeUp = Stamp.millis(source.media().durationTicks()) > cuts.fedMs() + SLACK_MS;
            onWrong.accept(madeUp ? Cause.CRASHED : Cause.UNFIT, tooLong.get());
            return;
        }
        Optional<String> outOfStep = AlignmentCheck.misalignment(
                outputs.stream().map(RenditionFile::media).toList());
        if (outOfStep.isPresent()) {
            onWrong.accept(Cause.STUCK, outOfStep.get());
            return;
        }
        Optional<String> outgrown = ladder.outgrown(peak.add(source));
        if (outgrown.isPresent()) {
            onWrong.accept(Cause.OUTGROWN, outgrown.get());
            return;
        }
        List<RenditionFile> renditions = new ArrayList<>();
        ladder.sources().forEach(output -> renditions.add(outputs.get(output)));
        var good = cuts.take(ordinal, renditions, ending.closed());
        watch.cut(ordinal);
        good.forEach(onCut);
    }
}
