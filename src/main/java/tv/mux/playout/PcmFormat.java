package tv.mux.playout;

import tv.mux.config.Config;

/**
 * The audio that listeners get, and the plain samples it is made of: 16 bits, two channels, interleaved. A sample is
 * one moment of both channels.
 *
 * @param format how it is coded
 * @param bitrate bits a second
 */
public record PcmFormat(Config.AudioFormat format, int bitrate) {
    /** Bytes of a plain sample. */
    static final int SAMPLE_BYTES = 4;

    public static final int CHANNELS = 2;

    private static final int FULL_RATE = 48_000;
    private static final int HALF_RATE = 24_000;
    /** MP3 at {@link #FULL_RATE} knows no lower bit rate (ISO/IEC 11172-3 §2.4.2.3). */
    private static final int LOWEST_AT_FULL_RATE = 32_000;

    /** Samples a second. */
    public int rate() {
        return bitrate < LOWEST_AT_FULL_RATE ? HALF_RATE : FULL_RATE;
    }

    /** How many samples last so long. */
    public long samples(long ms) {
        return ms * rate() / 1000;
    }

    /** How long samples last, milliseconds. */
    public long ms(long samples) {
        return samples * 1000 / rate();
    }

    /** How a coded stream falls into frames. */
    public Framing framing() {
        return format == Config.AudioFormat.MP3 ? Framing.MP3 : Framing.ADTS;
    }

    /** How long a coded frame lasts, milliseconds. */
    public double frameMs() {
        int samples = format == Config.AudioFormat.AAC ? 1024 : rate() == FULL_RATE ? 1152 : 576;
        return samples * 1000.0 / rate();
    }

    /** Its media type (RFC 3003; ADTS as Icecast knows it). */
    public String contentType() {
        return format == Config.AudioFormat.MP3 ? "audio/mpeg" : "audio/aac";
    }
}
