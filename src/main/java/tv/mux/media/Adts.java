package tv.mux.media;

import java.util.Optional;

/**
 * The AAC frames that begin in a part of an ADTS stream (ISO/IEC 13818-7 §6.2).
 *
 * @param samples the number of samples of all frames
 * @param lastSamples the number of samples of the last frame
 * @param sampleRate the number of samples per second
 * @param objectType the MPEG-4 audio object type: 2 for AAC-LC
 */
public record Adts(long samples, int lastSamples, int sampleRate, int objectType) {
    /** Length of a frame header without a checksum. */
    public static final int HEADER_BYTES = 7;

    /** Number of samples of a frame with one block, for each channel. */
    public static final int BLOCK_SAMPLES = 1024;

    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    /**
     * The format in a frame header.
     *
     * @param sampleRate the number of samples per second
     * @param channels the channel configuration (ISO/IEC 14496-3 table 1.19): 1 for mono, 2 for stereo
     */
    public record Format(int sampleRate, int channels) {}

    /** Returns the format of the frame whose header begins at an offset; empty if no header begins there. */
    public static Optional<Format> format(byte[] stream, int at) {
        return at + HEADER_BYTES <= stream.length && isHeader(stream, at)
                ? Optional.of(new Format(
                        RATES[rateIndex(stream, at)], (stream[at + 2] & 1) << 2 | (stream[at + 3] & 0xff) >> 6))
                : Optional.empty();
    }

    /**
     * Finds the frames by their headers. Ignores the bytes before the first header, which belong to an earlier frame.
     * Returns empty if no frame begins in the stream.
     */
    public static Optional<Adts> count(byte[] stream) {
        int first = nextHeader(stream, 0);
        if (first < 0) {
            return Optional.empty();
        }
        long samples = 0;
        int last = 0;
        int at = first;
        while (at >= 0) {
            last = BLOCK_SAMPLES * (1 + (stream[at + 6] & 3));
            samples += last;
            int end = at + frameBytes(stream, at);
            if (end < stream.length && end + HEADER_BYTES > stream.length && stream[end] == (byte) 0xff) {
                // One more frame begins, but its header is incomplete.
                samples += last;
            }
            at = nextHeader(stream, end);
        }
        int objectType = 1 + ((stream[first + 2] >> 6) & 3);
        return Optional.of(new Adts(samples, last, RATES[rateIndex(stream, first)], objectType));
    }

    /** Returns the time from the start of the first frame to the start of the last one, 90 kHz ticks. */
    public long ticksToLast() {
        return ticks(samples - lastSamples);
    }

    /** Returns the duration of the last frame, 90 kHz ticks, rounded so that the total duration is exact. */
    public long lastTicks() {
        return ticks(samples) - ticksToLast();
    }

    /** Returns the codec string of RFC 6381. */
    public String codec() {
        return "mp4a.40." + objectType;
    }

    private long ticks(long sampleCount) {
        return (sampleCount * Stamp.HZ + sampleRate / 2) / sampleRate;
    }

    /**
     * Returns the offset of the next header, or -1. The data may contain a sync word by chance, so another header or
     * the end of the stream must follow the frame.
     */
    private static int nextHeader(byte[] stream, int from) {
        for (int at = from; at + HEADER_BYTES <= stream.length; at++) {
            if (isHeader(stream, at)) {
                int end = at + frameBytes(stream, at);
                if (end + HEADER_BYTES > stream.length || isHeader(stream, end)) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static boolean isHeader(byte[] stream, int at) {
        return stream[at] == (byte) 0xff
                && (stream[at + 1] & 0xf6) == 0xf0
                && rateIndex(stream, at) < RATES.length
                && frameBytes(stream, at) >= HEADER_BYTES;
    }

    private static int rateIndex(byte[] stream, int at) {
        return (stream[at + 2] >> 2) & 15;
    }

    private static int frameBytes(byte[] stream, int at) {
        return (stream[at + 3] & 3) << 11 | (stream[at + 4] & 0xff) << 3 | (stream[at + 5] & 0xff) >> 5;
    }
}
