package tv.mux.playout;

import java.util.Arrays;
import tv.mux.ts.Track;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/** What of a segment a decoder of its audio needs. Pure. */
public final class AudioPackets {
    /** ISO/IEC 13818-1 §2.4.3.2. */
    private static final int PACKET_BYTES = 188;

    private AudioPackets() {}

    /** The segment without its pictures, which are most of it; empty when it has no audio that can be read. */
    public static byte[] of(byte[] segment) {
        TsSegment media;
        try {
            media = TsSegment.read(segment);
        } catch (TsException e) {
            return new byte[0];
        }
        if (media.audio().isEmpty()) {
            return new byte[0];
        }
        int video = media.video().map(Track::pid).orElse(-1);
        byte[] kept = new byte[segment.length];
        int length = 0;
        for (int at = 0; at + PACKET_BYTES <= segment.length; at += PACKET_BYTES) {
            if (pid(segment, at) != video) {
                System.arraycopy(segment, at, kept, length, PACKET_BYTES);
                length += PACKET_BYTES;
            }
        }
        return Arrays.copyOf(kept, length);
    }

    private static int pid(byte[] bytes, int at) {
        return (bytes[at + 1] & 0x1f) << 8 | (bytes[at + 2] & 0xff);
    }
}
