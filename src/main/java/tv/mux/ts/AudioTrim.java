package tv.mux.ts;

import java.util.Arrays;
import tv.mux.media.Stamp;

/** Removes the PES packets of an audio stream that begin outside a time range. */
public final class AudioTrim {
    private AudioTrim() {}

    /**
     * Returns the segment without the PES packets of a stream that begin before {@code from}, or at {@code upTo} or
     * later. Keeps PES packets without a PTS. Renumbers the continuity counters of the stream, so that they have no
     * gap.
     *
     * @param pid the packet id of the stream
     * @param from 90 kHz ticks modulo 2^33
     * @param upTo 90 kHz ticks modulo 2^33, less than 2^32 after {@code from}
     */
    public static byte[] of(byte[] bytes, int pid, long from, long upTo) {
        byte[] kept = new byte[bytes.length];
        int length = 0;
        int counter = -1;
        boolean keep = false;
        for (int at = 0; at + Packet.BYTES <= bytes.length; at += Packet.BYTES) {
            boolean ofStream = Packet.pid(bytes, at) == pid;
            if (ofStream && Packet.startsPayloadUnit(bytes, at)) {
                int pes = Packet.payloadOffset(bytes, at);
                boolean hasStamp = Pes.isAt(bytes, pes, at + Packet.BYTES) && Pes.stampCount(bytes, pes) > 0;
                long stamp = hasStamp ? Pes.readStamp(bytes, Pes.stampOffset(pes, 0)) : from;
                keep = Stamp.minus(stamp, from) >= 0 && Stamp.minus(upTo, stamp) > 0;
            }
            if (ofStream && !keep) {
                continue;
            }
            System.arraycopy(bytes, at, kept, length, Packet.BYTES);
            if (ofStream && Packet.hasPayload(bytes, at)) {
                counter = counter < 0 ? Packet.continuityCounter(bytes, at) : (counter + 1) & 15;
                kept[length + 3] = (byte) ((kept[length + 3] & 0xf0) | counter);
            }
            length += Packet.BYTES;
        }
        return Arrays.copyOf(kept, length);
    }
}
