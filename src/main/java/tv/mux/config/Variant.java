package tv.mux.config;

/**
 * One x264 rendition of the ladder, as {@code ABR_VARIANTS} names it.
 *
 * @param height lines of the picture
 * @param width columns of the picture at most; 0: by the input's aspect ratio
 * @param videoBitrate bits a second
 * @param audioBitrate bits a second
 */
public record Variant(int height, int width, int videoBitrate, int audioBitrate) {
    /** What the encoder's buffer holds, seconds of its bit rate: so much more than that may come at a time. */
    public static final int BUFFER_SECONDS = 1;

    /** What a transport stream adds: headers to all of it, and stuffing to every picture's last packet. */
    private static final double HEADERS = 1.04;

    private static final long STUFFING = 60_000;

    /**
     * The peak bit rate of its segments (RFC 8216 §4.3.4.2, BANDWIDTH), bits a second: over half a target duration, the
     * shortest time that counts, a whole buffer may come besides.
     *
     * @param targetSeconds the target duration
     */
    public long bandwidth(int targetSeconds) {
        double video = videoBitrate * (1 + 2.0 * BUFFER_SECONDS / targetSeconds);
        return Math.round((video + audioBitrate) * HEADERS) + STUFFING;
    }

    /** The average bit rate of its segments (RFC 8216 §4.3.4.2, AVERAGE-BANDWIDTH), bits a second. */
    public long averageBandwidth() {
        return Math.round((videoBitrate + audioBitrate) * HEADERS) + STUFFING / 2;
    }
}
