package tv.mux.input.playlist;

/**
 * Size limits of an input's playlist. They bound the time and memory of a parse.
 *
 * @param bytes maximum size of the decompressed playlist
 * @param line maximum number of characters in a line that Mux needs
 * @param entries maximum number of segments in a media playlist
 * @param variants maximum number of variant streams in a master playlist
 * @param audioRenditions maximum number of audio renditions in a master playlist
 */
public record PlaylistBounds(int bytes, int line, int entries, int variants, int audioRenditions) {
    private static final int MIN_BYTES = 1 << 20;
    private static final int BYTES_PER_ENTRY = 512;
    private static final int LINES_PER_ENTRY = 8;

    public static final PlaylistBounds SERVICE = withEntries(2000);

    /** Returns the limits for playlists with up to this many segments. */
    public static PlaylistBounds withEntries(int entries) {
        return new PlaylistBounds(Math.max(MIN_BYTES, entries * BYTES_PER_ENTRY), 8 << 10, entries, 200, 64);
    }

    /** Returns the maximum number of lines that Mux needs. An entry has only a few tags. */
    int lines() {
        return LINES_PER_ENTRY * entries;
    }
}
