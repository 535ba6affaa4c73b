package tv.mux.ladder;

/** What one rendition beside the source is in a run. */
sealed interface Rung {
    /** Which rendition it is, from 1. */
    int rendition();

    /**
     * It lists the source's own segments: there is nothing to encode.
     *
     * @param most the bandwidth it is announced with: no segment may have more, bits a second
     */
    record Listed(int rendition, long most) implements Rung {}

    /**
     * It is encoded.
     *
     * @param width of its picture, pixels; 0 where there is no picture, or it follows from the input's
     * @param height of its picture, pixels, or the most it may be where there is no width; 0 where there is no picture
     * @param level the H.264 level it is announced with
     * @param videoBitrate bits a second
     * @param audioBitrate bits a second
     */
    record Encoded(int rendition, int width, int height, String level, int videoBitrate, int audioBitrate)
            implements Rung {}
}
