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

/** Reads and checks the files that FFmpeg announces, one segment after another, and passes on the finished segments. */
final class SegmentFileReader {
    /** Tolerance for the durations in playlists, which are rounded. */
    private static final long ROUNDING_MS = 1_000;

    private final RunFolder folder;
    private final FinishedSegments segments;
    private final long targetMs;
    private final StallMonitor monitor;
    private final RunOutcome outcome;
    private final Ladder ladder;
    private final SourcePeak peak;
    private final RenditionJoiner joiner;
    private final Consumer<PendingSegment> onSegment;
    private final BiConsumer<Cause, String> onFailure;
    private Future<?> reading = Future.succeededFuture();

    /**
     * Creates the reader for one process.
     *
     * @param ladder the renditions of the run
     * @param peak the peak bit rate of the input, to which each segment is added
     * @param outcome consulted before each file: the files of an aborted run are not read
     * @param onSegment receives each segment that may be published
     * @param onFailure receives what is wrong with a file
     */
    SegmentFileReader(
            RunFolder folder,
            FinishedSegments segments,
            RunContext.Settings settings,
            Ladder ladder,
            SourcePeak peak,
            StallMonitor monitor,
            RunOutcome outcome,
            Consumer<PendingSegment> onSegment,
            BiConsumer<Cause, String> onFailure) {
        this.folder = folder;
        this.segments = segments;
        this.targetMs = settings.targetMs();
        this.ladder = ladder;
        this.peak = peak;
        this.joiner = new RenditionJoiner(ladder.outputs(), settings.segmentTime());
        this.monitor = monitor;
        this.outcome = outcome;
        this.onSegment = onSegment;
        this.onFailure = onFailure;
    }

    /** Handles an announcement. When every output has announced its file of a segment, the files are read in order. */
    void announced(SegmentAnnouncement announcement) {
        monitor.announced();
        Optional<RenditionJoiner.Joined> complete = joiner.add(announcement);
        complete.ifPresent(joined -> reading = reading.transform(before -> read(joined)));
        joiner.lagging().ifPresent(why -> onFailure.accept(Cause.STUCK, why));
    }

    /** Completes when all files announced so far were read, or could not be read. */
    Future<Void> idle() {
        return reading.transform(read -> Future.succeededFuture());
    }

    private Future<Void> read(RenditionJoiner.Joined joined) {
        monitor.announced();
        if (outcome.isAborted()) {
            return Future.succeededFuture();
        }
        return folder.read(joined.files())
                .onSuccess(files -> check(joined.ordinal(), files))
                .onFailure(e -> {
                    OutOfMemory.check(e);
                    onFailure.accept(Cause.CRASHED, "FFmpeg's " + joined.files() + " cannot be read: " + e);
                })
                .mapEmpty();
    }

    private void check(int ordinal, List<RenditionFile> outputs) {
        if (outcome.isAborted()) {
            return;
        }
        RenditionFile source = outputs.get(0);
        Optional<String> tooLong = MediaRequirements.tooLong(source.media(), targetMs);
        if (tooLong.isPresent()) {
            // If a segment is longer than all its input, the input segment is damaged; the input itself is not unfit.
            long durationMs = Stamp.millis(source.media().durationTicks());
            boolean impossible = durationMs > segments.unpublishedMs() + ROUNDING_MS;
            onFailure.accept(impossible ? Cause.CRASHED : Cause.UNFIT, tooLong.get());
            return;
        }
        Optional<String> misalignment = AlignmentCheck.misalignment(
                outputs.stream().map(RenditionFile::media).toList());
        if (misalignment.isPresent()) {
            onFailure.accept(Cause.STUCK, misalignment.get());
            return;
        }
        Optional<String> outgrown = ladder.outgrown(peak.add(source));
        if (outgrown.isPresent()) {
            onFailure.accept(Cause.OUTGROWN, outgrown.get());
            return;
        }
        List<RenditionFile> renditions = new ArrayList<>();
        ladder.sources().forEach(output -> renditions.add(outputs.get(output)));
        var released = segments.add(ordinal, renditions, outcome.hasInputEnded());
        monitor.segmentFinished(ordinal);
        released.forEach(onSegment);
    }
}
