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
 * Reads EXT-X-KEY, EXT-X-MAP and EXT-X-BYTERANGE of the segments of one playlist, in their order. EXT-X-KEY and
 * EXT-X-MAP apply to all segments up to the next tag of the same name.
 */
final class SegmentAccessReader {
    private static final long MAX_BYTES = 1L << 40;

    private final Url playlistUrl;
    private SegmentAccess.Resource init;
    private SegmentAccess.Key key;
    private String previousUri = "";
    private long previousEnd;

    SegmentAccessReader(Url playlistUrl) {
        this.playlistUrl = playlistUrl;
    }

    /**
     * Reads the tags of the next segment.
     *
     * @throws InputException UNFIT if Mux does not support the encryption, NOT_HLS if a tag is invalid
     */
    SegmentAccess next(MediaSegment segment) {
        segment.segmentKey().ifPresent(tag -> key = key(tag));
        segment.segmentMap().ifPresent(tag -> init = init(tag));
        SegmentAccess.Range range = segment.byteRange()
                .map(tag -> range(tag, segment.uri().equals(previousUri) ? previousEnd : 0))
                .orElse(SegmentAccess.Range.ALL);
        previousUri = segment.uri();
        previousEnd = range.offset() + range.length();
        return range.all() && init == null && key == null
                ? SegmentAccess.WHOLE_RESOURCE
                : new SegmentAccess(range, init, key);
    }

    private SegmentAccess.Resource init(SegmentMap tag) {
        return new SegmentAccess.Resource(
                playlistUrl.resolve(tag.uri()),
                tag.byteRange().map(bytes -> range(bytes, 0)).orElse(SegmentAccess.Range.ALL));
    }

    private SegmentAccess.Key key(SegmentKey tag) {
        if (tag.method() == KeyMethod.NONE) {
            return null;
        }
        boolean identity = tag.keyFormat().map("identity"::equals).orElse(true);
        PlaylistParser.rejectIf(
                playlistUrl,
                tag.method() != KeyMethod.AES_128 || !identity || tag.uri().isEmpty(),
                "EXT-X-KEY with METHOD=" + tag.method()
                        + "; Mux supports only AES-128 with KEYFORMAT \"identity\" and a URI");
        String iv = tag.iv()
                .map(text -> text.toLowerCase(Locale.ROOT).replaceFirst("^0x", ""))
                .orElse("");
        PlaylistParser.require(playlistUrl, iv.isEmpty() || iv.matches("[0-9a-f]{1,32}"), "IV of EXT-X-KEY");
        return new SegmentAccess.Key(
                playlistUrl.resolve(tag.uri().orElseThrow()), iv.isEmpty() ? iv : "0".repeat(32 - iv.length()) + iv);
    }

    private SegmentAccess.Range range(ByteRange tag, long defaultOffset) {
        long offset = tag.offset().orElse(defaultOffset);
        PlaylistParser.require(
                playlistUrl,
                offset >= 0 && offset < MAX_BYTES && tag.length() > 0 && tag.length() < MAX_BYTES,
                "EXT-X-BYTERANGE");
        return new SegmentAccess.Range(offset, tag.length());
    }
}
