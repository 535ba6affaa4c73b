package tv.mux.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Divides the pictures of published segments into runs of one source each. */
final class RunFinder {
    private final FrameBook book;
    private final List<Run> ended = new ArrayList<>();
    private final Map<String, Long> lastShown = new HashMap<>();
    private Run open;
    private long discontinuity;
    private long unknown;

    private RunFinder(FrameBook book) {
        this.book = book;
    }

    /**
     * A published segment.
     *
     * @param msn media sequence number
     * @param discontinuity discontinuity sequence number
     * @param frames hashes of its pictures, in decoding order
     */
    record Published(long msn, long discontinuity, List<Long> frames) {}

    /** The runs in consecutive segments. */
    static List<Run> of(List<Published> segments, FrameBook book) {
        RunFinder finder = new RunFinder(book);
        segments.forEach(finder::add);
        finder.end();
        return List.copyOf(finder.ended);
    }

    private void add(Published segment) {
        for (long hash : segment.frames()) {
            Optional<Frame> frame = book.find(hash, before());
            if (frame.isEmpty()) {
                unknown++;
            } else if (open != null
                    && open.source().equals(frame.get().source())
                    && discontinuity == segment.discontinuity()) {
                extend(frame.get(), segment.msn());
            } else {
                begin(frame.get(), segment);
            }
        }
    }

    private Frame before() {
        return open == null ? null : new Frame(open.source(), open.last());
    }

    private void begin(Frame frame, Published segment) {
        String before = open == null ? "" : open.source();
        end();
        long last = lastShown.getOrDefault(frame.source(), -1L);
        long again = Math.max(0, last - frame.number() + 1);
        long missing = before.equals(frame.source()) ? Math.max(0, frame.number() - last - 1) : 0;
        open = new Run(
                frame.source(),
                frame.number(),
                frame.number(),
                0,
                0,
                unknown,
                again,
                missing,
                segment.msn(),
                segment.msn());
        unknown = 0;
        discontinuity = segment.discontinuity();
        lastShown.merge(frame.source(), frame.number(), Math::max);
    }

    private void extend(Frame frame, long msn) {
        long step = frame.number() - open.last();
        open = new Run(
                open.source(),
                open.first(),
                frame.number(),
                open.lost() + Math.max(0, step - 1),
                open.repeated() + (step < 1 ? 1 : 0),
                open.unknown() + unknown,
                open.again(),
                open.missing(),
                open.firstMsn(),
                msn);
        unknown = 0;
        lastShown.merge(frame.source(), frame.number(), Math::max);
    }

    private void end() {
        if (open != null) {
            ended.add(open);
        }
    }
}
