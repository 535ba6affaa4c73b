package tv.mux.ts;

/** Reads and writes the header of a PES packet that fits in one transport stream packet (ISO/IEC 13818-1 §2.4.3.6). */
final class Pes {
    private static final int FIXED_BYTES = 9;
    private static final int STAMP_BYTES = 5;

    private Pes() {}

    /** Whether a PES header begins at an offset, and its fixed part and time stamps end at or before {@code end}. */
    static boolean isAt(byte[] bytes, int at, int end) {
        if (at + FIXED_BYTES > end || bytes[at] != 0 || bytes[at + 1] != 0 || bytes[at + 2] != 1) {
            return false;
        }
        if (!hasOptionalHeader(bytes[at + 3] & 0xff) || (bytes[at + 6] & 0xc0) != 0x80) {
            return false;
        }
        int stampBytes = stampCount(bytes, at) * STAMP_BYTES;
        return (bytes[at + 8] & 0xff) >= stampBytes && at + FIXED_BYTES + stampBytes <= end;
    }

    /** Returns 0 without time stamps, 1 for a PTS, 2 for a PTS and a DTS. */
    static int stampCount(byte[] bytes, int at) {
        return switch (bytes[at + 7] & 0xc0) {
            case 0xc0 -> 2;
            case 0x80 -> 1;
            default -> 0;
        };
    }

    /** Returns the offset of a time stamp: index 0 is the PTS, index 1 is the DTS. */
    static int stampOffset(int at, int index) {
        return at + FIXED_BYTES + index * STAMP_BYTES;
    }

    /** Returns the time stamp at an offset, in 90 kHz ticks. */
    static long readStamp(byte[] bytes, int at) {
        return (bytes[at] & 0x0eL) << 29
                | (bytes[at + 1] & 0xffL) << 22
                | (bytes[at + 2] & 0xfeL) << 14
                | (bytes[at + 3] & 0xffL) << 7
                | (bytes[at + 4] & 0xfeL) >> 1;
    }

    /** Writes a time stamp at an offset. Keeps the prefix and the marker bits. */
    static void writeStamp(byte[] bytes, int at, long stamp) {
        bytes[at] = (byte) ((bytes[at] & 0xf1) | ((stamp >> 29) & 0x0e));
        bytes[at + 1] = (byte) (stamp >> 22);
        bytes[at + 2] = (byte) ((bytes[at + 2] & 1) | ((stamp >> 14) & 0xfe));
        bytes[at + 3] = (byte) (stamp >> 7);
        bytes[at + 4] = (byte) ((bytes[at + 4] & 1) | ((stamp << 1) & 0xfe));
    }

    /** Returns the offset of the elementary stream data, or {@code end} if that is smaller. */
    static int payloadOffset(byte[] bytes, int at, int end) {
        return Math.min(end, at + FIXED_BYTES + (bytes[at + 8] & 0xff));
    }

    /** False for the stream ids program map, padding, private 2, ECM, EMM, DSM-CC, H.222.1 type E and directory. */
    private static boolean hasOptionalHeader(int streamId) {
        return switch (streamId) {
            case 0xbc, 0xbe, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff -> false;
            default -> streamId >= 0xbc;
        };
    }
}
