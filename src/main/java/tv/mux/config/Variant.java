package tv.mux.config;

/**
 * An x264 rendition of the ladder, as given in {@code ABR_VARIANTS}.
 *
 * @param height picture height in pixels
 * @param width maximum picture width in pixels; 0: the input's aspect ratio determines the width
 * @param videoBitrate bits per second
 * @param audioBitrate bits per second
 */
public record Variant(int height, int width, int videoBitrate, int audioBitrate) {
    /** Size of the encoder's buffer, in seconds of the video bit rate. A burst can exceed the rate by one buffer. */
    public static final int BUFFER_SECONDS = 1;

    /** Factor for the packet headers of a transport stream. */
    private static final double HEADERS = 1.04;

    /** Bits per second for the stuffing in the last packet of each picture. */
    private static final long STUFFING = 60_000;

    /**
     * The peak bit rate of the segments in bits per second (RFC 8216 §4.3.4.2, BANDWIDTH). The shortest interval that
     * counts is half a target duration (RFC 8216 §4.1), and a whole buffer can be added to it.
     *
     * @param targetSeconds the target duration in seconds
     */
    public long bandwidth(int targetSeconds) {
        double video = videoBitrate * (1 + 2.0 * BUFFER_SECONDS / targetSeconds);
        return Math.round((video + audioBitrate) * HEADERS) + STUFFING;
    }

    /** The average bit rate of the segments in bits per second (RFC 8216 §4.3.4.2, AVERAGE-BANDWIDTH). */
    public long averageBandwidth() {
        return Math.round((videoBitrate + audioBitrate) * HEADERS) + STUFFING / 2;
    }
}
