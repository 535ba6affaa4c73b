package tv.mux.playout;

import java.util.Arrays;
import tv.mux.ts.Track;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/** Removes the video packets from a transport stream, so that an audio decoder reads less. Pure. */
public final class AudioPackets {
    /** Packet length (ISO/IEC 13818-1 §2.4.3.2). */
    private static final int PACKET_BYTES = 188;

    private AudioPackets() {}

    /** The segment without its video packets; empty if the segment is malformed or has no audio. */
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
        int videoPid = media.video().map(Track::pid).orElse(-1);
        byte[] kept = new byte[segment.length];
        int length = 0;
        for (int packet = 0; packet + PACKET_BYTES <= segment.length; packet += PACKET_BYTES) {
            if (pid(segment, packet) != videoPid) {
                System.arraycopy(segment, packet, kept, length, PACKET_BYTES);
                length += PACKET_BYTES;
            }
        }
        return Arrays.copyOf(kept, length);
    }

    private static int pid(byte[] bytes, int packet) {
        return (bytes[packet + 1] & 0x1f) << 8 | (bytes[packet + 2] & 0xff);
    }
}
