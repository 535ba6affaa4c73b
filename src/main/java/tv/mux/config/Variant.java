package tv.mux.config;

/**
 * One x264 rendition of the ladder, as {@code ABR_VARIANTS} names it.
 *
 * @param height lines of the picture
 * @param width columns of the picture; 0: by the input's aspect ratio
 * @param videoBitrate bits a second
 * @param audioBitrate bits a second
 */
public record Variant(int height, int width, int videoBitrate, int audioBitrate) {}
