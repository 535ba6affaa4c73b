package tv.mux.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tv.mux.media.Stamp;
import tv.mux.model.Position;
import tv.mux.normalise.Piece;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * What a run was fed that may be needed again, and where in it its cuts lie. Pure.
 *
 * <p>A run's time is the input's time moved by a constant, for copied frames keep their distances. The constant is
 * known when the first cut is: it begins with the first key frame that was fed.
 */
final class FedLedger {
    /** Stamps nearer than this are the same: a tenth of a frame. */
    private static final long SAME = Stamp.HZ / 500;

    private static final long NONE = -1;

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final long begin;
    private Long delta;

    /**
     * A cut's place in the input.
     *
     * @param firstInput the sequence number of the input segment it begins in
     * @param end where it ends, and the next one begins
     * @param clean whether it ends just before a key frame, or where the input ended: nothing is missing at its end
     */
    record SegmentBounds(long firstInput, Position end, boolean clean) {}

    /**
     * For a run.
     *
     * @param begin the stamp of the first frame wanted, in the input's time
     */
    FedLedger(long begin) {
        this.begin = begin;
    }

    /** Adds what is fed next. */
    void add(Piece piece) {
        pieces.add(piece);
    }

    /**
     * Where a finished cut lies.
     *
     * @param closed whether all that will ever be fed was
     */
    SegmentBounds place(TsSegment cut, boolean closed) {
        Track lead = cut.lead();
        if (delta == null) {
            // Pictures that are shown before the key frame may come behind it in the file.
            delta = Stamp.minus(firstKey(cut), lead.keys().stream().findFirst().orElse(lead.first()));
        }
        long first = Stamp.plus(lead.first(), delta);
        long last = Stamp.plus(lead.last(), delta);
        long end = Stamp.plus(lead.end(), delta);
        long firstInput = holding(first).orElseGet(pieces::peekFirst).segment().sequence();
        if (cut.video().isEmpty()) {
            Piece holds = holding(end).orElseGet(pieces::peekLast);
            return new SegmentBounds(firstInput, new Position(holds.segment().sequence(), end), true);
        }
        for (Piece piece : pieces) {
            Track video = piece.video().orElse(null);
            if (video == null || Stamp.minus(video.end(), last) <= SAME) {
                continue;
            }
            for (long key : video.keys()) {
                if (Stamp.minus(key, last) > SAME) {
                    // Pictures of an open group come behind their key frame in the file, and are shown before it.
                    boolean begins = video.keyFirst() && key == video.keys().get(0);
                    boolean clean = frameBetween(
                                    last, key, begins ? piece.segment().sequence() : NONE)
                            .isEmpty();
                    long next = begins ? video.first() : key;
                    return new SegmentBounds(
                            firstInput, new Position(piece.segment().sequence(), next), clean);
                }
            }
        }
        Piece newest = pieces.peekLast();
        boolean whole = closed
                && frameBetween(last, Stamp.plus(last, Stamp.MODULO / 4), NONE).isEmpty();
        return new SegmentBounds(firstInput, new Position(newest.segment().sequence(), end), whole);
    }

    /** Number of bytes that are kept for feeding again. */
    long bytes() {
        return pieces.stream().mapToLong(Piece::bytes).sum();
    }

    /** Forgets what lies wholly before a place. */
    void published(SegmentBounds place) {
        while (pieces.size() > 1
                && pieces.peekFirst().segment().sequence() != place.end().sequence()) {
            pieces.removeFirst();
        }
    }

    /** What is still needed, oldest first. */
    Deque<Piece> kept() {
        return new ArrayDeque<>(pieces);
    }

    /** Where the first cut begins: copying begins with a key frame, audio by itself at once. */
    private long firstKey(TsSegment cut) {
        return cut.video().isEmpty()
                ? begin
                : pieces.stream()
                        .flatMap(piece -> piece.video().stream())
                        .flatMap(video -> video.keys().stream())
                        .filter(key -> Stamp.minus(key, begin) >= -SAME)
                        .findFirst()
                        .orElse(begin);
    }

    private Optional<Piece> holding(long stamp) {
        return pieces.stream()
                .filter(piece -> piece.media()
                        .map(TsSegment::lead)
                        .filter(track ->
                                Stamp.minus(stamp, track.first()) >= -SAME && Stamp.minus(stamp, track.end()) < -SAME)
                        .isPresent())
                .findFirst();
    }

    private Optional<Long> frameBetween(long after, long before, long butIn) {
        return pieces.stream()
                .filter(piece -> piece.segment().sequence() != butIn)
                .flatMap(piece -> piece.video().stream())
                .flatMap(video -> video.stamps().stream())
                .filter(stamp -> Stamp.minus(stamp, after) > SAME && Stamp.minus(before, stamp) > SAME)
                .findFirst();
    }
}
