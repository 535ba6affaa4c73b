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
 * Records the pieces that a run was fed, and locates the run's segments in them. It keeps the pieces that are not
 * published yet, since the next run may need them again. Pure.
 *
 * <p>The time stamps of a run differ from those of its input by a constant, as copied frames keep their distances. The
 * first segment shows the constant, because that segment begins with the first key frame that was fed.
 */
final class FedLedger {
    /** Time stamps that differ by no more than this are equal, in ticks. Shorter than a tenth of a frame. */
    private static final long SAME = Stamp.HZ / 500;

    private static final long NO_SEQUENCE = -1;

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final long begin;

    /** What to add to a time stamp of the run to get that of the input; null before the first segment. */
    private Long delta;

    /**
     * Where a segment of the run is in the input.
     *
     * @param firstInput sequence number of the input segment in which the segment begins
     * @param end where the segment ends and the next one begins
     * @param complete whether no frame is missing at the end of the segment
     */
    record SegmentBounds(long firstInput, Position end, boolean complete) {}

    /**
     * Creates the ledger of one run.
     *
     * @param begin time stamp of the first frame that the run must publish, in the time of the input
     */
    FedLedger(long begin) {
        this.begin = begin;
    }

    /** Records the next piece. */
    void add(Piece piece) {
        pieces.add(piece);
    }

    /**
     * Locates the next finished segment.
     *
     * @param inputEnded whether the run is fed no more pieces
     */
    SegmentBounds locate(TsSegment segment, boolean inputEnded) {
        Track lead = segment.lead();
        if (delta == null) {
            // Compare key frames: pictures that are shown before the key frame may follow it in the file.
            delta = Stamp.minus(
                    firstKey(segment), lead.keys().stream().findFirst().orElse(lead.first()));
        }
        long first = Stamp.plus(lead.first(), delta);
        long last = Stamp.plus(lead.last(), delta);
        long end = Stamp.plus(lead.end(), delta);
        long firstInput = pieceAt(first).orElseGet(pieces::peekFirst).segment().sequence();
        if (segment.video().isEmpty()) {
            Piece endPiece = pieceAt(end).orElseGet(pieces::peekLast);
            return new SegmentBounds(firstInput, new Position(endPiece.segment().sequence(), end), true);
        }
        for (Piece piece : pieces) {
            Track video = piece.video().orElse(null);
            if (video == null || Stamp.minus(video.end(), last) <= SAME) {
                continue;
            }
            for (long key : video.keys()) {
                if (Stamp.minus(key, last) > SAME) {
                    // In an open GOP, the pictures after the key frame in the file may be shown before it.
                    boolean keyFirst = video.keyFirst() && key == video.keys().get(0);
                    long ignored = keyFirst ? piece.segment().sequence() : NO_SEQUENCE;
                    boolean complete = frameBetween(last, key, ignored).isEmpty();
                    long next = keyFirst ? video.first() : key;
                    return new SegmentBounds(
                            firstInput, new Position(piece.segment().sequence(), next), complete);
                }
            }
        }
        Piece newest = pieces.peekLast();
        boolean complete = inputEnded
                && frameBetween(last, Stamp.plus(last, Stamp.MODULO / 4), NO_SEQUENCE)
                        .isEmpty();
        return new SegmentBounds(firstInput, new Position(newest.segment().sequence(), end), complete);
    }

    /** Number of bytes of the pieces that are kept. */
    long bytes() {
        return pieces.stream().mapToLong(Piece::bytes).sum();
    }

    /** Forgets the pieces before the end of a segment that is published. */
    void published(SegmentBounds bounds) {
        while (pieces.size() > 1
                && pieces.peekFirst().segment().sequence() != bounds.end().sequence()) {
            pieces.removeFirst();
        }
    }

    /** The pieces that are not wholly published, oldest first. */
    Deque<Piece> unpublished() {
        return new ArrayDeque<>(pieces);
    }

    /** Where the first segment begins: at a key frame, or at once if there is no video. */
    private long firstKey(TsSegment segment) {
        return segment.video().isEmpty()
                ? begin
                : pieces.stream()
                        .flatMap(piece -> piece.video().stream())
                        .flatMap(video -> video.keys().stream())
                        .filter(key -> Stamp.minus(key, begin) >= -SAME)
                        .findFirst()
                        .orElse(begin);
    }

    private Optional<Piece> pieceAt(long stamp) {
        return pieces.stream()
                .filter(piece -> piece.media()
                        .map(TsSegment::lead)
                        .filter(track ->
                                Stamp.minus(stamp, track.first()) >= -SAME && Stamp.minus(stamp, track.end()) < -SAME)
                        .isPresent())
                .findFirst();
    }

    /** A frame between two time stamps, except in one piece. */
    private Optional<Long> frameBetween(long after, long before, long ignoredSequence) {
        return pieces.stream()
                .filter(piece -> piece.segment().sequence() != ignoredSequence)
                .flatMap(piece -> piece.video().stream())
                .flatMap(video -> video.stamps().stream())
                .filter(stamp -> Stamp.minus(stamp, after) > SAME && Stamp.minus(before, stamp) > SAME)
                .findFirst();
    }
}
