package tv.mux.ts;

/** Reads the header of a transport stream packet that begins at an offset (ISO/IEC 13818-1 §2.4.3). */
final class Packet {
    static final int BYTES = 188;
    static final byte SYNC = 0x47;
    static final int PIDS = 0x2000;
    static final int NULL_PID = 0x1fff;

    private Packet() {}

    /** Throws {@link TsException} if the packet does not begin with the sync byte. */
    static void checkSync(byte[] bytes, int at) {
        if (bytes[at] != SYNC) {
            throw new TsException("No transport stream: no sync byte in packet " + at / BYTES + " of "
                    + bytes.length / BYTES + " (0x" + Integer.toHexString(bytes[at] & 0xff) + " at byte " + at + ")");
        }
    }

    static int pid(byte[] bytes, int at) {
        return (bytes[at + 1] & 0x1f) << 8 | (bytes[at + 2] & 0xff);
    }

    static int continuityCounter(byte[] bytes, int at) {
        return bytes[at + 3] & 15;
    }

    /** Whether a PES packet or a section starts in the packet (payload_unit_start_indicator). */
    static boolean startsPayloadUnit(byte[] bytes, int at) {
        return (bytes[at + 1] & 0x40) != 0;
    }

    static boolean hasAdaptation(byte[] bytes, int at) {
        return (bytes[at + 3] & 0x20) != 0;
    }

    /** Whether the packet has a payload. Only then does the continuity counter increment. */
    static boolean hasPayload(byte[] bytes, int at) {
        return (bytes[at + 3] & 0x10) != 0;
    }

    /** Whether the adaptation field has the random access indicator. */
    static boolean randomAccess(byte[] bytes, int at) {
        return hasAdaptation(bytes, at) && bytes[at + 4] != 0 && (bytes[at + 5] & 0x40) != 0;
    }

    /** Returns the offset of the payload, or the end of the packet if it has none, is malformed or is scrambled. */
    static int payloadOffset(byte[] bytes, int at) {
        int flags = bytes[at + 3];
        int end = at + BYTES;
        if ((flags & 0x10) == 0 || (flags & 0xc0) != 0) {
            return end;
        }
        return (flags & 0x20) == 0 ? at + 4 : Math.min(end, at + 5 + (bytes[at + 4] & 0xff));
    }
}
