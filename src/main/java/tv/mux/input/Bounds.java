package tv.mux.input;

/**
 * How large a playlist may be, so that no text from outside takes long to parse.
 *
 * @param bytes of all of it, once inflated
 * @param line characters of a line that is needed
 * @param entries segments of a media playlist
 * @param variants variant streams of a master playlist
 * @param media audio renditions of a master playlist
 */
record Bounds(int bytes, int line, int entries, int variants, int media) {
    private static final int LEAST_BYTES = 1 << 20;
    private static final int BYTES_PER_ENTRY = 512;
    private static final int LINES_PER_ENTRY = 8;

    static final Bounds SERVICE = withEntries(2000);

    /** The bounds of the service with room for this many segments. */
    static Bounds withEntries(int entries) {
        return new Bounds(Math.max(LEAST_BYTES, entries * BYTES_PER_ENTRY), 8 << 10, entries, 200, 64);
    }

    /** How many lines that are needed there may be: an entry has a handful of tags. */
    int lines() {
        return LINES_PER_ENTRY * entries;
    }
}
