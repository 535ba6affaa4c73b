package tv.mux.http;

import tv.mux.index.StreamShape;
import tv.mux.model.Segment;

/** The URL paths of playlists and segments. A segment is in the folder of its playlist, which names it relatively. */
final class Paths {
    /** The playlist that players open: the master playlist if there are several renditions, else the media playlist. */
    static final String STREAM = "/live/stream.m3u8";

    private Paths() {}

    static String playlist(StreamShape shape, int rendition) {
        return shape.adaptive() ? folder(rendition) + "playlist.m3u8" : STREAM;
    }

    static String segment(StreamShape shape, Segment segment, int rendition) {
        return (shape.adaptive() ? folder(rendition) : "/live/") + segment.file();
    }

    private static String folder(int rendition) {
        return "/live/stream_" + rendition + "/";
    }
}
