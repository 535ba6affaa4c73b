package tv.mux.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A segment that is nothing but audio frames, behind an ID3 tag that says when the first is heard (RFC 8216 §3.4).
 *
 * @param stamp when that is, ticks of 90 kHz modulo 2^33
 * @param kind what the frames are
 * @param offset where the first begins, bytes from the segment's beginning
 */
public record PackedAudio(long stamp, Kind kind, int offset) {
    private static final byte[] OWNER =
            "com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] PRIV = {'P', 'R', 'I', 'V'};

    /** An ID3v2 tag's header, and a frame's in it (ID3v2.4 §3.1, §4). */
    private static final int HEADER = 10;

    private static final int STAMP = 8;

    /** What packed audio may be. */
    public enum Kind {
        /** AAC with ADTS framing. */
        AAC,
        /** MPEG-1 or MPEG-2 audio, layer III mostly. */
        MP3,
        /** AC-3. */
        AC3,
        /** Enhanced AC-3. */
        EAC3
    }

    /** Reads the beginning of a segment; empty where it is no packed audio. */
    public static Optional<PackedAudio> read(byte[] bytes) {
        Long stamp = null;
        int at = 0;
        while (at + HEADER <= bytes.length && bytes[at] == 'I' && bytes[at + 1] == 'D' && bytes[at + 2] == '3') {
            int end = at + HEADER + synchsafe(bytes, at + 6);
            if (end > bytes.length) {
                return Optional.empty();
            }
            Optional<Long> told = stamp(bytes, at + HEADER, end, bytes[at + 3]);
            stamp = told.orElse(stamp);
            at = end;
        }
        Optional<Kind> kind = kind(bytes, at);
        return stamp == null || kind.isEmpty() ? Optional.empty() : Optional.of(new PackedAudio(stamp, kind.get(), at));
    }

    /** The stamp among a tag's frames. */
    private static Optional<Long> stamp(byte[] bytes, int from, int end, int version) {
        int at = from;
        while (at + HEADER <= end && bytes[at] != 0) { // what follows a zero is padding
            int size = version >= 4 ? synchsafe(bytes, at + 4) : (int) number(bytes, at + 4, 4);
            int body = at + HEADER;
            if (size < 0 || size > end - body) {
                return Optional.empty();
            }
            boolean told = size == OWNER.length + STAMP
                    && Arrays.equals(bytes, at, at + 4, PRIV, 0, 4)
                    && Arrays.equals(bytes, body, body + OWNER.length, OWNER, 0, OWNER.length);
            if (told) {
                return Optional.of(number(bytes, body + OWNER.length, STAMP) & (Stamp.MODULO - 1));
            }
            at = body + size;
        }
        return Optional.empty();
    }

    private static Optional<Kind> kind(byte[] bytes, int at) {
        if (at + HEADER > bytes.length) {
            return Optional.empty();
        }
        int first = (int) number(bytes, at, 2);
        if (first == 0x0b77) {
            return Optional.of((bytes[at + 5] & 0xff) >> 3 > 10 ? Kind.EAC3 : Kind.AC3);
        }
        if ((first & 0xfff6) == 0xfff0) {
            return Optional.of(Kind.AAC);
        }
        return (first & 0xffe0) == 0xffe0 && (first & 0x0006) != 0 ? Optional.of(Kind.MP3) : Optional.empty();
    }

    /** A number of four times seven bits (ID3v2.4 §6.2). */
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
