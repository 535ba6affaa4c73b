package tv.mux.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells a list of published segments as runs of pictures of one source. */
final class Runs {
    private final FrameBook book;
    private final List<Run> ended = new ArrayList<>();
    private final Map<String, Long> shown = new HashMap<>();
    private Run open;
    private long discontinuity;
    private long strangers;

    private Runs(FrameBook book) {
        this.book = book;
    }

    /**
     * A published segment as this sees it.
     *
     * @param msn media sequence number
     * @param discontinuity discontinuity sequence number
     * @param frames its pictures, in order
     */
    record Shown(long msn, long discontinuity, List<Long> frames) {}

    /** The runs of segments that follow each other. */
    static List<Run> of(List<Shown> segments, FrameBook book) {
        Runs runs = new Runs(book);
        segments.forEach(runs::take);
        runs.end();
        return List.copyOf(runs.ended);
    }

    private void take(Shown segment) {
        for (long hash : segment.frames()) {
            Optional<Frame> frame = book.find(hash, before());
            if (frame.isEmpty()) {
                strangers++;
            } else if (open != null
                    && open.source().equals(frame.get().source())
                    && discontinuity == segment.discontinuity()) {
                goOn(frame.get(), segment.msn());
            } else {
                begin(frame.get(), segment);
            }
        }
    }

    private Frame before() {
        return open == null ? null : new Frame(open.source(), open.last());
    }

    private void begin(Frame frame, Shown segment) {
        String before = open == null ? "" : open.source();
        end();
        long last = shown.getOrDefault(frame.source(), -1L);
        long again = Math.max(0, last - frame.number() + 1);
        long missing = before.equals(frame.source()) ? Math.max(0, frame.number() - last - 1) : 0;
        open = new Run(
                frame.source(),
                frame.number(),
                frame.number(),
                0,
                0,
                strangers,
                again,
                missing,
                segment.msn(),
                segment.msn());
        strangers = 0;
        discontinuity = segment.discontinuity();
        shown.merge(frame.source(), frame.number(), Math::max);
    }

    private void goOn(Frame frame, long msn) {
        long step = frame.number() - open.last();
        open = new Run(
                open.source(),
                open.first(),
                frame.number(),
                open.lost() + Math.max(0, step - 1),
                open.repeated() + (step < 1 ? 1 : 0),
                open.unknown() + strangers,
                open.again(),
                open.missing(),
                open.firstMsn(),
                msn);
        strangers = 0;
        shown.merge(frame.source(), frame.number(), Math::max);
    }

    private void end() {
        if (open != null) {
            ended.add(open);
        }
    }
}
