package tv.mux.media;

import java.util.Optional;

/**
 * The AAC frames that begin in a piece of an ADTS stream (ISO/IEC 13818-7 §6.2).
 *
 * @param samples how many samples they hold together
 * @param lastSamples how many the last of them holds
 * @param sampleRate samples in a second
 * @param objectType the MPEG-4 audio object type: 2 for AAC-LC
 */
public record Adts(long samples, int lastSamples, int sampleRate, int objectType) {
    private static final int HEADER_BYTES = 7;
    private static final int BLOCK_SAMPLES = 1024;
    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    /**
     * Counts frames by their headers; bytes before the first belong to a frame that began earlier. Empty when none is
     * there.
     */
    public static Optional<Adts> count(byte[] stream) {
        int first = next(stream, 0);
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
                // One more begins, its header cut in two.
                samples += last;
            }
            at = next(stream, end);
        }
        int objectType = 1 + ((stream[first + 2] >> 6) & 3);
        return Optional.of(new Adts(samples, last, RATES[rateIndex(stream, first)], objectType));
    }

    /** From the first frame's beginning to the last's, 90 kHz. */
    public long ticksToLast() {
        return ticks(samples - lastSamples);
    }

    /** How long the last frame lasts, 90 kHz, so that together they end at the nearest tick. */
    public long lastTicks() {
        return ticks(samples) - ticksToLast();
    }

    /** Its name after RFC 6381. */
    public String codec() {
        return "mp4a.40." + objectType;
    }

    private long ticks(long count) {
        return (count * Stamp.HZ + sampleRate / 2) / sampleRate;
    }

    /**
     * Where the next header is, -1 for none: a sync word alone may be chance, so another or the end must follow its
     * frame.
     */
    private static int next(byte[] stream, int from) {
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
