package tv.mux.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A segment of audio frames after an ID3 tag that contains the time stamp of the first frame (RFC 8216 §3.4).
 *
 * @param stamp the time stamp, 90 kHz ticks modulo 2^33
 * @param offset the offset of the first frame in bytes
 */
public record PackedAudio(long stamp, Codec codec, int offset) {
    private static final byte[] OWNER =
            "com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] PRIV = {'P', 'R', 'I', 'V'};

    /** Size of the header of an ID3v2 tag, and of a frame in it (ID3v2.4 §3.1, §4). */
    private static final int HEADER_BYTES = 10;

    private static final int STAMP_BYTES = 8;

    /** The codecs of packed audio. */
    public enum Codec {
        /** AAC in ADTS frames. */
        AAC,
        /** MPEG-1 or MPEG-2 audio, usually layer III. */
        MP3,
        /** AC-3. */
        AC3,
        /** Enhanced AC-3. */
        EAC3
    }

    /** Parses the beginning of a segment; returns empty if the segment is not packed audio. */
    public static Optional<PackedAudio> read(byte[] bytes) {
        Long stamp = null;
        int at = 0;
        while (at + HEADER_BYTES <= bytes.length && bytes[at] == 'I' && bytes[at + 1] == 'D' && bytes[at + 2] == '3') {
            int end = at + HEADER_BYTES + synchsafe(bytes, at + 6);
            if (end > bytes.length) {
                return Optional.empty();
            }
            Optional<Long> tagStamp = stamp(bytes, at + HEADER_BYTES, end, bytes[at + 3]);
            stamp = tagStamp.orElse(stamp);
            at = end;
        }
        Optional<Codec> codec = codec(bytes, at);
        return stamp == null || codec.isEmpty()
                ? Optional.empty()
                : Optional.of(new PackedAudio(stamp, codec.get(), at));
    }

    /** Returns the time stamp in the frames of a tag. */
    private static Optional<Long> stamp(byte[] bytes, int from, int end, int version) {
        int at = from;
        while (at + HEADER_BYTES <= end && bytes[at] != 0) { // a zero byte begins the padding
            int size = version >= 4 ? synchsafe(bytes, at + 4) : (int) number(bytes, at + 4, 4);
            int body = at + HEADER_BYTES;
            if (size < 0 || size > end - body) {
                return Optional.empty();
            }
            boolean isTimestamp = size == OWNER.length + STAMP_BYTES
                    && Arrays.equals(bytes, at, at + 4, PRIV, 0, 4)
                    && Arrays.equals(bytes, body, body + OWNER.length, OWNER, 0, OWNER.length);
            if (isTimestamp) {
                return Optional.of(number(bytes, body + OWNER.length, STAMP_BYTES) & (Stamp.MODULO - 1));
            }
            at = body + size;
        }
        return Optional.empty();
    }

    private static Optional<Codec> codec(byte[] bytes, int at) {
        if (at + HEADER_BYTES > bytes.length) {
            return Optional.empty();
        }
        int first = (int) number(bytes, at, 2);
        if (first == 0x0b77) {
            return Optional.of((bytes[at + 5] & 0xff) >> 3 > 10 ? Codec.EAC3 : Codec.AC3);
        }
        if ((first & 0xfff6) == 0xfff0) {
            return Optional.of(Codec.AAC);
        }
        return (first & 0xffe0) == 0xffe0 && (first & 0x0006) != 0 ? Optional.of(Codec.MP3) : Optional.empty();
    }

    /** Returns a number of four bytes with seven bits each (ID3v2.4 §6.2). */
    private static int synchsafe(byte[] bytes, int at) {
        int number = 0;
        for (int i = at; i < at + 4; i++) {
            number = number << 7 | (bytes[i] & 0x7f);
        }
        return number;
    }

    private static long number(byte[] bytes, int at, int length) {
        long number = 0;
        for (int i = at; i < at + length; i++) {
            number = number << 8 | (bytes[i] & 0xff);
        }
        return number;
    }
}
