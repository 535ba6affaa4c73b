package tv.mux.normalise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;
import tv.mux.media.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * The segments that a decoder needs before it can decode the next one: all since the last segment that begins with a
 * key frame. Pure.
 */
final class DecoderContext {
    /** A difference of time stamps that no rounding explains: the media before and after it do not belong together. */
    static final long JUMP = Stamp.HZ;

    private final Deque<ParsedSegment> segments = new ArrayDeque<>();
    private final long maxBytes;
    private ParsedSegment previous;

    DecoderContext(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a segment that was converted, and drops the oldest ones while the context is too large. */
    void add(ParsedSegment segment) {
        previous = segment;
        boolean keyFirst = segment.media().video().map(Track::keyFirst).orElse(true);
        if (keyFirst) {
            segments.clear();
        }
        segments.addLast(segment);
        while (bytes() > maxBytes) {
            segments.removeFirst();
        }
    }

    void clear() {
        previous = null;
        segments.clear();
    }

    /** The segment before the next one; empty at the beginning of an input and after a jump of its time stamps. */
    Optional<ParsedSegment> previous() {
        return Optional.ofNullable(previous);
    }

    /** Whether the time stamps of the next segment do not continue those of the previous one. */
    boolean jumpsTo(TsSegment next) {
        return previous != null
                && Math.abs(Stamp.minus(next.first(), previous.media().end())) > JUMP;
    }

    Stream<ParsedSegment> segments() {
        return segments.stream();
    }

    long bytes() {
        return ParsedSegment.totalBytes(segments);
    }
}
