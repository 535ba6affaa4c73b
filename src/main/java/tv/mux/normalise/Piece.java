package tv.mux.normalise;

import java.util.Optional;
import tv.mux.input.InputItem;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * An input segment, and what it holds.
 *
 * @param segment the bytes
 * @param media what they hold; empty when they are no transport stream
 */
public record Piece(InputItem.Segment segment, Optional<TsSegment> media) {
    /** Size of the segment in bytes. */
    public long bytes() {
        return segment.bytes().length;
    }

    public Optional<Track> video() {
        return media.flatMap(TsSegment::video);
    }
}
