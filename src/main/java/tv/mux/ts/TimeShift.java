package tv.mux.ts;

import java.util.function.IntUnaryOperator;
import tv.mux.media.Stamp;

/**
 * Moves a segment on the output's time line, in place and in one pass that touches headers only. Moving by some ticks
 * and offsets and then by their negatives gives the same bytes, whatever they were.
 */
public final class TimeShift {
    private static final int CLOCK_BYTES = 6;

    private TimeShift() {}

    /**
     * Adds ticks to every PTS, DTS, PCR and OPCR (the 27 MHz extension stays), and an offset to every continuity
     * counter. Headers that are malformed, scrambled or split over packets are left alone, as are null packets.
     *
     * @param bytes the segment, changed in place
     * @param ticks what to add to each stamp, 90 kHz; may be negative; counted modulo 2^33
     * @param counterOffset packet id to what its counters get, counted modulo 16; asked once for each id
     */
    public static void apply(byte[] bytes, long ticks, IntUnaryOperator counterOffset) {
        byte[] offsets = new byte[Packet.PIDS];
        for (int at = 0; at + Packet.BYTES <= bytes.length; at += Packet.BYTES) {
            int pid = Packet.pid(bytes, at);
            if (bytes[at] != Packet.SYNC || pid == Packet.NULL_PID) {
                continue;
            }
            // 0 is "not asked yet".
            int offset = offsets[pid];
            if (offset == 0) {
                offset = 16 | (counterOffset.applyAsInt(pid) & 15);
                offsets[pid] = (byte) offset;
            }
            int flags = bytes[at + 3];
            bytes[at + 3] = (byte) ((flags & 0xf0) | ((flags + offset) & 15));
            if ((flags & 0x20) != 0) {
                clocks(bytes, at, ticks);
            }
            if (Packet.starts(bytes, at)) {
                stamps(bytes, Packet.payload(bytes, at), at + Packet.BYTES, ticks);
            }
        }
    }

    private static void clocks(byte[] bytes, int packet, long ticks) {
        int length = bytes[packet + 4] & 0xff;
        int flags = bytes[packet + 5];
        int clocks = ((flags >> 4) & 1) + ((flags >> 3) & 1);
        if (length > Packet.BYTES - 5 || length < 1 + clocks * CLOCK_BYTES) {
            return;
        }
        for (int i = 0; i < clocks; i++) {
            clock(bytes, packet + 6 + i * CLOCK_BYTES, ticks);
        }
    }

    private static void clock(byte[] bytes, int at, long ticks) {
        long base = (bytes[at] & 0xffL) << 25
                | (bytes[at + 1] & 0xffL) << 17
                | (bytes[at + 2] & 0xffL) << 9
                | (bytes[at + 3] & 0xffL) << 1
                | (bytes[at + 4] & 0x80L) >> 7;
        long moved = Stamp.plus(base, ticks);
        bytes[at] = (byte) (moved >> 25);
        bytes[at + 1] = (byte) (moved >> 17);
        bytes[at + 2] = (byte) (moved >> 9);
        bytes[at + 3] = (byte) (moved >> 1);
        bytes[at + 4] = (byte) ((bytes[at + 4] & 0x7f) | ((moved << 7) & 0x80));
    }

    private static void stamps(byte[] bytes, int pes, int end, long ticks) {
        if (!Pes.starts(bytes, pes, end)) {
            return;
        }
        for (int i = 0; i < Pes.stamps(bytes, pes); i++) {
            int at = Pes.stampAt(pes, i);
            Pes.write(bytes, at, Stamp.plus(Pes.read(bytes, at), ticks));
        }
    }
}
