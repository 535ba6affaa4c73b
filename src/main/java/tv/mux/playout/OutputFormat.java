package tv.mux.playout;

import tv.mux.config.Config;

/**
 * The format of the audio output, and of the PCM that it is encoded from: 16 bits, two interleaved channels. In this
 * package, a sample comprises both channels.
 *
 * @param codec codec of the output
 * @param bitrate bit rate of the output in bits per second
 */
public record OutputFormat(Config.AudioFormat codec, int bitrate) {
    /** Bytes of a PCM sample, both channels. */
    static final int SAMPLE_BYTES = 4;

    public static final int CHANNELS = 2;

    private static final int FULL_RATE = 48_000;
    private static final int HALF_RATE = 24_000;
    /** The lowest bit rate of MP3 at {@link #FULL_RATE} (ISO/IEC 11172-3 §2.4.2.3). */
    private static final int LOWEST_AT_FULL_RATE = 32_000;

    /** Samples per second. */
    public int rate() {
        return bitrate < LOWEST_AT_FULL_RATE ? HALF_RATE : FULL_RATE;
    }

    /** The number of samples in a duration. */
    public long samples(long ms) {
        return ms * rate() / 1000;
    }

    /** The duration of a number of samples, in milliseconds. */
    public long ms(long samples) {
        return samples * 1000 / rate();
    }

    /** The frame headers of the output. */
    public Framing framing() {
        return codec == Config.AudioFormat.MP3 ? Framing.MP3 : Framing.ADTS;
    }

    /** The duration of a coded frame, in milliseconds. */
    public double frameMs() {
        int samples = codec == Config.AudioFormat.AAC ? 1024 : rate() == FULL_RATE ? 1152 : 576;
        return samples * 1000.0 / rate();
    }

    /** The media type: RFC 3003 for MP3, and the type that Icecast uses for AAC in ADTS. */
    public String contentType() {
        return codec == Config.AudioFormat.MP3 ? "audio/mpeg" : "audio/aac";
    }
}
