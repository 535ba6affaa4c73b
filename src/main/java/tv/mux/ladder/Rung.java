package tv.mux.ladder;

/** One rendition of a run besides the source. */
sealed interface Rung {
    /** Number of the rendition, from 1. */
    int rendition();

    /**
     * A rendition that uses the segments of the source, since encoding would not improve them.
     *
     * @param bandwidth BANDWIDTH of the rendition (RFC 8216 §4.3.4.2) in bits a second, which no segment may exceed
     */
    record PassThrough(int rendition, long bandwidth) implements Rung {}

    /**
     * A rendition that is encoded.
     *
     * @param width width of the picture; 0 if there is no picture, or if the width is unknown
     * @param height height of the picture, or its maximum if the width is 0; 0 if there is no picture
     * @param level the H.264 level
     * @param videoBitrate bits a second
     * @param audioBitrate bits a second
     */
    record Encoded(int rendition, int width, int height, String level, int videoBitrate, int audioBitrate)
            implements Rung {}
}
