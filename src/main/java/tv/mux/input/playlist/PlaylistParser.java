package tv.mux.input.playlist;

import io.lindstrom.m3u8.model.AlternativeRendition;
import io.lindstrom.m3u8.model.MasterPlaylist;
import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.model.MediaType;
import io.lindstrom.m3u8.model.Variant;
import io.lindstrom.m3u8.parser.MasterPlaylistParser;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Reads the text of a playlist. Pure: the same text gives the same playlist, or the same InputException. */
public final class PlaylistParser {
    /** Far above every true number, far below where adding to one overflows. */
    private static final long MAX_SEQUENCE = 1L << 53;

    private static final double MAX_SEGMENT_SECONDS = 3600;

    private PlaylistParser() {}

    /**
     * Reads a playlist.
     *
     * @param at where it came from: what its entries are relative to
     * @param deadline called before each line and each entry; it throws to end the parse
     * @throws InputException NOT_HLS when it is none, UNFIT when Mux cannot pass it on or it is beyond the bounds,
     *     FORBIDDEN when an entry is no http or https address
     */
    public static InputPlaylist read(Url at, byte[] bytes, PlaylistBounds bounds, Runnable deadline) {
        PlaylistText text = PlaylistText.of(at, bytes, bounds);
        try {
            return text.master() ? master(at, text, deadline) : media(at, text, deadline);
        } catch (PlaylistParserException | RuntimeException e) {
            if (e instanceof InputException known) {
                throw known;
            }
            throw new InputException(
                    Cause.NOT_HLS, "playlist " + at + " cannot be read: " + Printable.text(e.getMessage()));
        }
    }

    private static InputPlaylist.Master master(Url at, PlaylistText text, Runnable deadline)
            throws PlaylistParserException {
        MasterPlaylist parsed = new MasterPlaylistParser(ParsingMode.LENIENT).readPlaylist(checked(text, deadline));
        List<InputPlaylist.Variant> renditions = new ArrayList<>();
        for (Variant variant : parsed.variants()) {
            deadline.run();
            renditions.add(new InputPlaylist.Variant(
                    at.resolve(variant.uri()),
                    variant.bandwidth(),
                    variant.resolution().map(size -> size.height()).orElse(0),
                    variant.codecs(),
                    audio(at, parsed, variant)));
        }
        return new InputPlaylist.Master(renditions);
    }

    private static Iterator<String> checked(PlaylistText text, Runnable deadline) {
        return text.lines().stream().peek(line -> deadline.run()).iterator();
    }

    /**
     * Where a variant's audio is: the member of its group that is meant to be played unless another is asked for. One
     * without an address of its own is in the variant stream itself (RFC 8216 §4.3.4.1).
     */
    private static Url audio(Url at, MasterPlaylist parsed, Variant variant) {
        List<AlternativeRendition> group = parsed.alternativeRenditions().stream()
                .filter(media -> media.type() == MediaType.AUDIO)
                .filter(media -> variant.audio().filter(media.groupId()::equals).isPresent())
                .toList();
        return group.stream()
                .filter(media -> media.defaultRendition().orElse(false))
                .findFirst()
                .or(() -> group.stream().findFirst())
                .flatMap(AlternativeRendition::uri)
                .map(at::resolve)
                .orElse(null);
    }

    private static InputPlaylist.Media media(Url at, PlaylistText text, Runnable deadline)
            throws PlaylistParserException {
        MediaPlaylist parsed = new MediaPlaylistParser(ParsingMode.LENIENT).readPlaylist(checked(text, deadline));
        require(at, parsed.mediaSequence() >= 0 && parsed.mediaSequence() <= MAX_SEQUENCE, "EXT-X-MEDIA-SEQUENCE");
        require(
                at,
                parsed.discontinuitySequence() >= 0 && parsed.discontinuitySequence() <= MAX_SEQUENCE,
                "EXT-X-DISCONTINUITY-SEQUENCE");
        unfit(at, parsed.iFramesOnly(), "EXT-X-I-FRAMES-ONLY: no more than key frames");
        List<InputPlaylist.Entry> segments = new ArrayList<>();
        PackingReader packing = new PackingReader(at);
        for (MediaSegment segment : parsed.mediaSegments()) {
            deadline.run();
            require(at, segment.duration() >= 0 && segment.duration() <= MAX_SEGMENT_SECONDS, "EXTINF");
            segments.add(new InputPlaylist.Entry(
                    parsed.mediaSequence() + segments.size(),
                    Math.round(segment.duration() * 1000),
                    at.resolve(segment.uri()),
                    segment.discontinuity(),
                    segment.gap(),
                    packing.next(segment)));
        }
        require(at, parsed.targetDuration() >= 0, "EXT-X-TARGETDURATION");
        return new InputPlaylist.Media(
                parsed.mediaSequence(),
                parsed.discontinuitySequence(),
                Math.max(1, parsed.targetDuration() * 1000L),
                !parsed.ongoing(),
                segments);
    }

    static void require(Url at, boolean right, String tag) {
        if (!right) {
            throw new InputException(Cause.NOT_HLS, "playlist " + at + " cannot be read: " + tag + " is out of range");
        }
    }

    static void unfit(Url at, boolean found, String what) {
        if (found) {
            throw new InputException(Cause.UNFIT, "playlist " + at + " has " + what);
        }
    }
}
