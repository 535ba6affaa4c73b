package tv.mux.ts;

import java.util.function.IntUnaryOperator;
import tv.mux.media.Stamp;

/**
 * Shifts the time stamps and continuity counters of a segment, in place and in one pass over the headers. A shift and
 * the opposite shift restore the original bytes, even if the bytes are malformed.
 */
public final class TimeShift {
    private static final int PCR_BYTES = 6;

    private TimeShift() {}

    /**
     * Adds ticks to each PTS, DTS, PCR and OPCR, and an offset to each continuity counter. Does not change the 27 MHz
     * extension of the PCR. Does not change null packets, nor time stamps in headers that are malformed, scrambled or
     * split over packets.
     *
     * @param bytes the segment, changed in place
     * @param ticks the 90 kHz ticks to add to each time stamp, modulo 2^33; may be negative
     * @param counterOffset maps a packet id to the offset of its counters, modulo 16; called once for each packet id
     */
    public static void apply(byte[] bytes, long ticks, IntUnaryOperator counterOffset) {
        byte[] offsets = new byte[Packet.PIDS];
        for (int at = 0; at + Packet.BYTES <= bytes.length; at += Packet.BYTES) {
            int pid = Packet.pid(bytes, at);
            if (bytes[at] != Packet.SYNC || pid == Packet.NULL_PID) {
                continue;
            }
            // 0 means that the function was not called yet.
            int offset = offsets[pid];
            if (offset == 0) {
                offset = 16 | (counterOffset.applyAsInt(pid) & 15);
                offsets[pid] = (byte) offset;
            }
            int flags = bytes[at + 3];
            bytes[at + 3] = (byte) ((flags & 0xf0) | ((flags + offset) & 15));
            if ((flags & 0x20) != 0) {
                shiftPcrs(bytes, at, ticks);
            }
            if (Packet.startsPayloadUnit(bytes, at)) {
                shiftStamps(bytes, Packet.payloadOffset(bytes, at), at + Packet.BYTES, ticks);
            }
        }
    }

    private static void shiftPcrs(byte[] bytes, int packet, long ticks) {
        int length = bytes[packet + 4] & 0xff;
        int flags = bytes[packet + 5];
        int count = ((flags >> 4) & 1) + ((flags >> 3) & 1);
        if (length > Packet.BYTES - 5 || length < 1 + count * PCR_BYTES) {
            return;
        }
        for (int i = 0; i < count; i++) {
            shiftPcr(bytes, packet + 6 + i * PCR_BYTES, ticks);
        }
    }

    private static void shiftPcr(byte[] bytes, int at, long ticks) {
        long base = (bytes[at] & 0xffL) << 25
                | (bytes[at + 1] & 0xffL) << 17
                | (bytes[at + 2] & 0xffL) << 9
                | (bytes[at + 3] & 0xffL) << 1
                | (bytes[at + 4] & 0x80L) >> 7;
        long shifted = Stamp.plus(base, ticks);
        bytes[at] = (byte) (shifted >> 25);
        bytes[at + 1] = (byte) (shifted >> 17);
        bytes[at + 2] = (byte) (shifted >> 9);
        bytes[at + 3] = (byte) (shifted >> 1);
        bytes[at + 4] = (byte) ((bytes[at + 4] & 0x7f) | ((shifted << 7) & 0x80));
    }

    private static void shiftStamps(byte[] bytes, int pes, int end, long ticks) {
        if (!Pes.isAt(bytes, pes, end)) {
            return;
        }
        for (int i = 0; i < Pes.stampCount(bytes, pes); i++) {
            int at = Pes.stampOffset(pes, i);
            Pes.writeStamp(bytes, at, Stamp.plus(Pes.readStamp(bytes, at), ticks));
        }
    }
}
