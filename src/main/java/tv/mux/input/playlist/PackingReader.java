package tv.mux.input.playlist;

import io.lindstrom.m3u8.model.ByteRange;
import io.lindstrom.m3u8.model.KeyMethod;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.model.SegmentKey;
import io.lindstrom.m3u8.model.SegmentMap;
import java.util.Locale;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;

/**
 * Reads how the segments of one playlist lie at their addresses: a tag holds for those behind it until the next one.
 */
final class PackingReader {
    private static final long MAX_BYTES = 1L << 40;

    private final Url at;
    private SegmentPacking.Part init;
    private SegmentPacking.Key key;
    private String before = "";
    private long behind;

    /** For the playlist at an address. */
    PackingReader(Url at) {
        this.at = at;
    }

    /**
     * Of the next segment.
     *
     * @throws InputException UNFIT when it cannot be read so, NOT_HLS when a tag makes no sense
     */
    SegmentPacking next(MediaSegment segment) {
        segment.segmentKey().ifPresent(tag -> key = key(tag));
        segment.segmentMap().ifPresent(tag -> init = init(tag));
        SegmentPacking.Range range = segment.byteRange()
                .map(tag -> range(tag, segment.uri().equals(before) ? behind : 0))
                .orElse(SegmentPacking.Range.ALL);
        before = segment.uri();
        behind = range.offset() + range.length();
        return range.all() && init == null && key == null ? SegmentPacking.PLAIN : new SegmentPacking(range, init, key);
    }

    private SegmentPacking.Part init(SegmentMap tag) {
        return new SegmentPacking.Part(
                at.resolve(tag.uri()),
                tag.byteRange().map(bytes -> range(bytes, 0)).orElse(SegmentPacking.Range.ALL));
    }

    private SegmentPacking.Key key(SegmentKey tag) {
        if (tag.method() == KeyMethod.NONE) {
            return null;
        }
        boolean plain = tag.keyFormat().map("identity"::equals).orElse(true);
        PlaylistParser.unfit(
                at,
                tag.method() != KeyMethod.AES_128 || !plain || tag.uri().isEmpty(),
                "EXT-X-KEY: encrypted by " + tag.method() + ", and only AES-128 with a plain key is read");
        String iv = tag.iv()
                .map(text -> text.toLowerCase(Locale.ROOT).replaceFirst("^0x", ""))
                .orElse("");
        PlaylistParser.require(at, iv.isEmpty() || iv.matches("[0-9a-f]{1,32}"), "IV of EXT-X-KEY");
        return new SegmentPacking.Key(
                at.resolve(tag.uri().orElseThrow()), iv.isEmpty() ? iv : "0".repeat(32 - iv.length()) + iv);
    }

    private SegmentPacking.Range range(ByteRange tag, long otherwise) {
        long offset = tag.offset().orElse(otherwise);
        PlaylistParser.require(
                at,
                offset >= 0 && offset < MAX_BYTES && tag.length() > 0 && tag.length() < MAX_BYTES,
                "EXT-X-BYTERANGE");
        return new SegmentPacking.Range(offset, tag.length());
    }
}
