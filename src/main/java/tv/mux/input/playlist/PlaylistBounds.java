package tv.mux.input.playlist;

/**
 * Size limits of an input's playlist, so that no playlist takes long to parse.
 *
 * @param bytes maximum size of the playlist, after decompression
 * @param line maximum number of characters in a line that Mux needs
 * @param entries maximum number of segments in a media playlist
 * @param variants maximum number of variant streams in a master playlist
 * @param media maximum number of audio renditions in a master playlist
 */
public record PlaylistBounds(int bytes, int line, int entries, int variants, int media) {
    private static final int LEAST_BYTES = 1 << 20;
    private static final int BYTES_PER_ENTRY = 512;
    private static final int LINES_PER_ENTRY = 8;

    public static final PlaylistBounds SERVICE = withEntries(2000);

    /** The limits for playlists with up to this many segments. */
    public static PlaylistBounds withEntries(int entries) {
        return new PlaylistBounds(Math.max(LEAST_BYTES, entries * BYTES_PER_ENTRY), 8 << 10, entries, 200, 64);
    }

    /** Maximum number of lines that Mux needs. An entry has only a few tags. */
    int lines() {
        return LINES_PER_ENTRY * entries;
    }
}
