package tv.mux.ts;

import java.util.Arrays;
import tv.mux.media.Stamp;

/** Takes the PES packets of an audio stream out of a segment that lie outside a span of time. */
public final class AudioTrim {
    private AudioTrim() {}

    /**
     * The segment without the packets of a stream that begin before {@code from}, or at {@code upTo} or later. Its
     * continuity counters go on over what is left out.
     *
     * @param pid the stream's packet id
     * @param from 90 kHz ticks modulo 2^33
     * @param upTo 90 kHz ticks modulo 2^33, less than 2^32 after {@code from}
     */
    public static byte[] of(byte[] bytes, int pid, long from, long upTo) {
        byte[] kept = new byte[bytes.length];
        int length = 0;
        int counter = -1;
        boolean keeps = false;
        for (int at = 0; at + Packet.BYTES <= bytes.length; at += Packet.BYTES) {
            boolean mine = Packet.pid(bytes, at) == pid;
            if (mine && Packet.starts(bytes, at)) {
                int pes = Packet.payload(bytes, at);
                boolean stamped = Pes.starts(bytes, pes, at + Packet.BYTES) && Pes.stamps(bytes, pes) > 0;
                long stamp = stamped ? Pes.read(bytes, Pes.stampAt(pes, 0)) : from;
                keeps = Stamp.minus(stamp, from) >= 0 && Stamp.minus(upTo, stamp) > 0;
            }
            if (mine && !keeps) {
                continue;
            }
            System.arraycopy(bytes, at, kept, length, Packet.BYTES);
            if (mine && Packet.hasPayload(bytes, at)) {
                counter = counter < 0 ? Packet.counter(bytes, at) : (counter + 1) & 15;
                kept[length + 3] = (byte) ((kept[length + 3] & 0xf0) | counter);
            }
            length += Packet.BYTES;
        }
        return Arrays.copyOf(kept, length);
    }
}
