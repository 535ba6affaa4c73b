package tv.mux.run;

import java.util.ArrayList;
import java.util.List;
import tv.mux.ladder.RenditionFile;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.ts.TsSegment;

/**
 * The cuts of a run in their order, each with its place in the input. One that may lack its tail is held back until
 * another one shows that it does not: only the last file of a child that was ended can end in mid-picture. Pure.
 */
final class FinishedSegments {
    private final String run;
    private final String head;
    private final FedLedger fed;
    private Held held;
    private Position end;

    /** A cut and its place in the input. */
    private record Held(PendingSegment cut, FedLedger.SegmentBounds where) {}

    /**
     * For a run.
     *
     * @param fed what it is fed; what is published is forgotten there
     */
    FinishedSegments(String run, String head, FedLedger fed) {
        this.run = run;
        this.head = head;
        this.fed = fed;
    }

    /**
     * Takes what is finished next.
     *
     * @param ordinal its number in the run
     * @param renditions its files, one for each rendition, the source's first
     * @param closed whether all that will ever be fed was
     * @return what may be published now, in this order
     */
    List<PendingSegment> take(int ordinal, List<RenditionFile> renditions, boolean closed) {
        TsSegment source = renditions.get(0).media();
        FedLedger.SegmentBounds where = fed.place(source, closed);
        PendingSegment cut = new PendingSegment(
                run,
                head,
                ordinal,
                renditions.stream().map(RenditionFile::file).toList(),
                Stamp.millis(source.durationTicks()),
                renditions.stream().allMatch(rendition -> rendition.media().independent()),
                where.firstInput(),
                where.end());
        List<PendingSegment> good = new ArrayList<>();
        if (held != null) {
            good.add(release(held));
        }
        held = new Held(cut, where);
        if (where.clean()) {
            good.add(release(held));
            held = null;
        }
        return good;
    }

    private PendingSegment release(Held good) {
        end = good.where().end();
        fed.published(good.where());
        return good.cut();
    }

    /** Total duration of the fed segments that are not published yet, from the input's playlist, in milliseconds. */
    long fedMs() {
        return fed.kept().stream()
                .mapToLong(piece -> piece.segment().durationMs())
                .sum();
    }

    /** Where in the input the last cut that may be published ends; null before the first. */
    Position end() {
        return end;
    }
}
