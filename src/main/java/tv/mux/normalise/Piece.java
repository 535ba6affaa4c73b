package tv.mux.normalise;

import java.util.Optional;
import tv.mux.input.InputItem;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * A normalised input segment, the unit in which a run is fed.
 *
 * @param media what was parsed from the segment; empty if the segment is no transport stream
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
