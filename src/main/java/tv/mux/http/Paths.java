package tv.mux.http;

import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

/** Where players find what: a segment lies beside its playlist, which names it relatively. Pure. */
final class Paths {
    /**
     * The playlist that players open: the media playlist, or the master playlist where there are several renditions.
     */
    static final String STREAM = "/live/stream.m3u8";

    private Paths() {}

    /** The path of a rendition's media playlist. */
    static String playlist(StreamShape shape, int rendition) {
        return shape.adaptive() ? folder(rendition) + "playlist.m3u8" : STREAM;
    }

    /** The path of a segment of a rendition. */
    static String segment(StreamShape shape, Segment segment, int rendition) {
        return (shape.adaptive() ? folder(rendition) : "/live/") + segment.file();
    }

    private static String folder(int rendition) {
        return "/live/stream_" + rendition + "/";
    }
}
