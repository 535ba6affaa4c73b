package tv.mux.ts;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Finds a section of a table, and assembles the section from its packets (ISO/IEC 13818-1 §2.4.4). Does not check the
 * CRC, since HTTP and the disk do not corrupt data.
 */
final class SectionReader {
    private static final int TABLE_HEADER_BYTES = 3;
    private static final int MIN_SECTION_BYTES = 12;
    private static final int MAX_SECTION_BYTES = TABLE_HEADER_BYTES + 0xfff;

    private final int tableId;
    private final Predicate<byte[]> accepts;
    /** The bytes since a section started: at most the longest section and the rest of its last packet. */
    private final byte[] buffer = new byte[MAX_SECTION_BYTES + Packet.BYTES];

    private int length;
    private boolean started;
    private byte[] section = {};

    /** Creates a reader for the first section that is current, has this table id and passes the test. */
    SectionReader(int tableId, Predicate<byte[]> accepts) {
        this.tableId = tableId;
        this.accepts = accepts;
    }

    /** Searches the packets with a packet id. Returns the offset of the packet that completes the section. */
    OptionalInt find(byte[] bytes, int pid) {
        for (int at = 0; at < bytes.length; at += Packet.BYTES) {
            Packet.checkSync(bytes, at);
            if (Packet.pid(bytes, at) == pid && completesSection(bytes, at)) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    /** Returns the section that was found, from the table id to the CRC. */
    byte[] section() {
        return section;
    }

    private boolean completesSection(byte[] bytes, int packet) {
        int payload = Packet.payloadOffset(bytes, packet);
        int end = packet + Packet.BYTES;
        if (payload == end) {
            return false;
        }
        if (!Packet.startsPayloadUnit(bytes, packet)) {
            return started && append(bytes, payload, end);
        }
        // The bytes before the target of the pointer field complete the previous section.
        int begin = Math.min(end, payload + 1 + (bytes[payload] & 0xff));
        if (started && append(bytes, payload + 1, begin)) {
            return true;
        }
        length = 0;
        started = true;
        return append(bytes, begin, end);
    }

    private boolean append(byte[] bytes, int from, int to) {
        if (length + to - from > buffer.length) {
            started = false;
            return false;
        }
        System.arraycopy(bytes, from, buffer, length, to - from);
        length += to - from;
        return findSection();
    }

    private boolean findSection() {
        int at = 0;
        while (at + TABLE_HEADER_BYTES <= length) {
            int end = at + TABLE_HEADER_BYTES + ((buffer[at + 1] & 0x0f) << 8 | (buffer[at + 2] & 0xff));
            if (end > length) {
                return false;
            }
            boolean current = end - at >= MIN_SECTION_BYTES && (buffer[at + 5] & 1) != 0;
            if (current && (buffer[at] & 0xff) == tableId) {
                byte[] whole = Arrays.copyOfRange(buffer, at, end);
                if (accepts.test(whole)) {
                    section = whole;
                    return true;
                }
            }
            at = end;
        }
        return false;
    }
}
