package tv.mux.run;

import java.util.ArrayList;
import java.util.List;
import tv.mux.ladder.RenditionFile;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.ts.TsSegment;

/**
 * The finished segments of a run, in order. A segment that may lack frames at its end is held back until another one
 * follows, since only the last file of a process that was stopped can be incomplete. Pure.
 */
final class FinishedSegments {
    private final String run;
    private final String head;
    private final FedLedger ledger;
    private Held held;
    private Position end;

    private record Held(PendingSegment segment, FedLedger.SegmentBounds bounds) {}

    /**
     * Creates the list of one run.
     *
     * @param run id of the run
     * @param head address of the input
     * @param ledger the pieces that the run is fed; pieces of released segments are forgotten there
     */
    FinishedSegments(String run, String head, FedLedger ledger) {
        this.run = run;
        this.head = head;
        this.ledger = ledger;
    }

    /**
     * Adds the next finished segment.
     *
     * @param ordinal number of the segment in the run
     * @param renditions its files, one for each rendition, the source first
     * @param inputEnded whether the run is fed no more pieces
     * @return the segments that may be published now, in order
     */
    List<PendingSegment> add(int ordinal, List<RenditionFile> renditions, boolean inputEnded) {
        TsSegment source = renditions.get(0).media();
        FedLedger.SegmentBounds bounds = ledger.locate(source, inputEnded);
        PendingSegment segment = new PendingSegment(
                run,
                head,
                ordinal,
                renditions.stream().map(RenditionFile::file).toList(),
                Stamp.millis(source.durationTicks()),
                renditions.stream().allMatch(rendition -> rendition.media().independent()),
                bounds.firstInput(),
                bounds.end());
        List<PendingSegment> released = new ArrayList<>();
        if (held != null) {
            released.add(release(held));
        }
        held = new Held(segment, bounds);
        if (bounds.complete()) {
            released.add(release(held));
            held = null;
        }
        return released;
    }

    private PendingSegment release(Held complete) {
        end = complete.bounds().end();
        ledger.published(complete.bounds());
        return complete.segment();
    }

    /** Total duration of the unpublished pieces according to the playlist of the input, in milliseconds. */
    long unpublishedMs() {
        return ledger.unpublished().stream()
                .mapToLong(piece -> piece.segment().durationMs())
                .sum();
    }

    /** Where in the input the last released segment ends; null before the first. */
    Position end() {
        return end;
    }
}
