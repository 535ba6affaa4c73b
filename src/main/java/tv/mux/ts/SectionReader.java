package tv.mux.ts;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Finds a table's section and puts it together from the packets that carry it (ISO/IEC 13818-1 §2.4.4). Its CRC is not
 * checked: the bytes come by ways that lose none.
 */
final class SectionReader {
    private static final int TABLE_HEADER_BYTES = 3;
    private static final int SHORTEST = 12;
    private static final int LONGEST = TABLE_HEADER_BYTES + 0xfff;

    private final int tableId;
    private final Predicate<byte[]> wanted;
    /** What has come since a section started: room for the longest and what follows it in its last packet. */
    private final byte[] open = new byte[LONGEST + Packet.BYTES];

    private int length;
    private boolean started;
    private byte[] section = {};

    /** For the first section in force of that table that is wanted. */
    SectionReader(int tableId, Predicate<byte[]> wanted) {
        this.tableId = tableId;
        this.wanted = wanted;
    }

    /** Looks through the packets of a packet id: gives the offset of the packet that completes the section. */
    OptionalInt find(byte[] bytes, int pid) {
        for (int at = 0; at < bytes.length; at += Packet.BYTES) {
            Packet.checkSync(bytes, at);
            if (Packet.pid(bytes, at) == pid && completes(bytes, at)) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    /** The section found, from the table id to the CRC. */
    byte[] section() {
        return section;
    }

    private boolean completes(byte[] bytes, int packet) {
        int payload = Packet.payload(bytes, packet);
        int end = packet + Packet.BYTES;
        if (payload == end) {
            return false;
        }
        if (!Packet.starts(bytes, packet)) {
            return started && append(bytes, payload, end);
        }
        // What lies before the pointer's target ends the section that is open.
        int begin = Math.min(end, payload + 1 + (bytes[payload] & 0xff));
        if (started && append(bytes, payload + 1, begin)) {
            return true;
        }
        length = 0;
        started = true;
        return append(bytes, begin, end);
    }

    private boolean append(byte[] bytes, int from, int to) {
        if (length + to - from > open.length) {
            started = false;
            return false;
        }
        System.arraycopy(bytes, from, open, length, to - from);
        length += to - from;
        return pick();
    }

    private boolean pick() {
        int at = 0;
        while (at + TABLE_HEADER_BYTES <= length) {
            int end = at + TABLE_HEADER_BYTES + ((open[at + 1] & 0x0f) << 8 | (open[at + 2] & 0xff));
            if (end > length) {
                return false;
            }
            boolean inForce = end - at >= SHORTEST && (open[at + 5] & 1) != 0;
            if (inForce && (open[at] & 0xff) == tableId) {
                byte[] whole = Arrays.copyOfRange(open, at, end);
                if (wanted.test(whole)) {
                    section = whole;
                    return true;
                }
            }
            at = end;
        }
        return false;
    }
}
