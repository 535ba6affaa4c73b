package tv.mux.normalise;

import java.util.Collection;
import tv.mux.ts.TsSegment;

/** The bytes of a transport stream segment together with what was parsed from them. */
final class ParsedSegment {
    private final byte[] bytes;
    private final TsSegment media;

    ParsedSegment(byte[] bytes, TsSegment media) {
        this.bytes = bytes;
        this.media = media;
    }

    /** The bytes themselves, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    TsSegment media() {
        return media;
    }

    static long totalBytes(Collection<ParsedSegment> segments) {
        return segments.stream().mapToLong(segment -> segment.bytes.length).sum();
    }
}
