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

/** Parses playlists. Pure: the same text gives the same playlist, or the same InputException. */
public final class PlaylistParser {
    /** No real playlist comes near this number, and sums of such numbers do not overflow. */
    private static final long MAX_SEQUENCE = 1L << 53;

    private static final double MAX_SEGMENT_SECONDS = 3600;

    private PlaylistParser() {}

    /**
     * Parses a playlist.
     *
     * @param url the URL of the playlist, which relative URLs in it refer to
     * @param deadline called before each line and each entry; throws to end the parse
     * @throws InputException NOT_HLS if the text is not a valid playlist, UNFIT if Mux does not support the playlist or
     *     it exceeds the bounds, FORBIDDEN if the URL of an entry is not http or https
     */
    public static InputPlaylist read(Url url, byte[] bytes, PlaylistBounds bounds, Runnable deadline) {
        PlaylistText text = PlaylistText.of(url, bytes, bounds);
        try {
            return text.master() ? master(url, text, deadline) : media(url, text, deadline);
        } catch (PlaylistParserException | RuntimeException e) {
            if (e instanceof InputException known) {
                throw known;
            }
            throw new InputException(
                    Cause.NOT_HLS, "playlist " + url + " cannot be parsed: " + Printable.text(e.getMessage()));
        }
    }

    private static InputPlaylist.Master master(Url url, PlaylistText text, Runnable deadline)
            throws PlaylistParserException {
        MasterPlaylist parsed = new MasterPlaylistParser(ParsingMode.LENIENT).readPlaylist(lines(text, deadline));
        List<InputPlaylist.Variant> variants = new ArrayList<>();
        for (Variant variant : parsed.variants()) {
            deadline.run();
            variants.add(new InputPlaylist.Variant(
                    url.resolve(variant.uri()),
                    variant.bandwidth(),
                    variant.resolution().map(size -> size.height()).orElse(0),
                    variant.codecs(),
                    audio(url, parsed, variant)));
        }
        return new InputPlaylist.Master(variants);
    }

    private static Iterator<String> lines(PlaylistText text, Runnable deadline) {
        return text.lines().stream().peek(line -> deadline.run()).iterator();
    }

    /**
     * Returns the URL of a variant's audio: the default rendition of its audio group, or the first one. Returns null if
     * that rendition has no URI, since the variant stream then contains the audio (RFC 8216 §4.3.4.1).
     */
    private static Url audio(Url url, MasterPlaylist parsed, Variant variant) {
        List<AlternativeRendition> group = parsed.alternativeRenditions().stream()
                .filter(media -> media.type() == MediaType.AUDIO)
                .filter(media -> variant.audio().filter(media.groupId()::equals).isPresent())
                .toList();
        return group.stream()
                .filter(media -> media.defaultRendition().orElse(false))
                .findFirst()
                .or(() -> group.stream().findFirst())
                .flatMap(AlternativeRendition::uri)
                .map(url::resolve)
                .orElse(null);
    }

    private static InputPlaylist.Media media(Url url, PlaylistText text, Runnable deadline)
            throws PlaylistParserException {
        MediaPlaylist parsed = new MediaPlaylistParser(ParsingMode.LENIENT).readPlaylist(lines(text, deadline));
        require(url, parsed.mediaSequence() >= 0 && parsed.mediaSequence() <= MAX_SEQUENCE, "EXT-X-MEDIA-SEQUENCE");
        require(
                url,
                parsed.discontinuitySequence() >= 0 && parsed.discontinuitySequence() <= MAX_SEQUENCE,
                "EXT-X-DISCONTINUITY-SEQUENCE");
        rejectIf(url, parsed.iFramesOnly(), "EXT-X-I-FRAMES-ONLY; Mux needs all frames, not only key frames");
        List<InputPlaylist.Entry> segments = new ArrayList<>();
        SegmentAccessReader access = new SegmentAccessReader(url);
        for (MediaSegment segment : parsed.mediaSegments()) {
            deadline.run();
            require(url, segment.duration() >= 0 && segment.duration() <= MAX_SEGMENT_SECONDS, "EXTINF");
            segments.add(new InputPlaylist.Entry(
                    parsed.mediaSequence() + segments.size(),
                    Math.round(segment.duration() * 1000),
                    url.resolve(segment.uri()),
                    segment.discontinuity(),
                    segment.gap(),
                    access.next(segment)));
        }
        require(url, parsed.targetDuration() >= 0, "EXT-X-TARGETDURATION");
        return new InputPlaylist.Media(
                parsed.mediaSequence(),
                parsed.discontinuitySequence(),
                Math.max(1, parsed.targetDuration() * 1000L),
                !parsed.ongoing(),
                segments);
    }

    /** Throws NOT_HLS if a tag is not valid. */
    static void require(Url url, boolean valid, String tag) {
        if (!valid) {
            throw new InputException(
                    Cause.NOT_HLS, "playlist " + url + " cannot be parsed: " + tag + " is out of range");
        }
    }

    /** Throws UNFIT if the playlist has a feature that Mux does not support. */
    static void rejectIf(Url url, boolean unsupported, String feature) {
        if (unsupported) {
            throw new InputException(Cause.UNFIT, "playlist " + url + " has " + feature);
        }
    }
}
