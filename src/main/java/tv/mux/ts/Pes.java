package tv.mux.ts;

/** The header of a PES packet, where it lies whole in one transport stream packet (ISO/IEC 13818-1 §2.4.3.6). */
final class Pes {
    private static final int FIXED = 9;
    private static final int STAMP = 5;

    private Pes() {}

    /** Whether one with stamps or without begins there and its fixed part and stamps end before {@code end}. */
    static boolean starts(byte[] bytes, int at, int end) {
        if (at + FIXED > end || bytes[at] != 0 || bytes[at + 1] != 0 || bytes[at + 2] != 1) {
            return false;
        }
        if (!hasHeader(bytes[at + 3] & 0xff) || (bytes[at + 6] & 0xc0) != 0x80) {
            return false;
        }
        int stamps = stamps(bytes, at) * STAMP;
        return (bytes[at + 8] & 0xff) >= stamps && at + FIXED + stamps <= end;
    }

    /** 0: no stamps; 1: a PTS; 2: a PTS and a DTS after it. */
    static int stamps(byte[] bytes, int at) {
        return switch (bytes[at + 7] & 0xc0) {
            case 0xc0 -> 2;
            case 0x80 -> 1;
            default -> 0;
        };
    }

    /** Where the stamp of that number (0 for the PTS, 1 for the DTS) lies. */
    static int stampAt(int at, int number) {
        return at + FIXED + number * STAMP;
    }

    /** The stamp that lies there. */
    static long read(byte[] bytes, int at) {
        return (bytes[at] & 0x0eL) << 29
                | (bytes[at + 1] & 0xffL) << 22
                | (bytes[at + 2] & 0xfeL) << 14
                | (bytes[at + 3] & 0xffL) << 7
                | (bytes[at + 4] & 0xfeL) >> 1;
    }

    /** Writes a stamp there and leaves the prefix and the marker bits as they are. */
    static void write(byte[] bytes, int at, long stamp) {
        bytes[at] = (byte) ((bytes[at] & 0xf1) | ((stamp >> 29) & 0x0e));
        bytes[at + 1] = (byte) (stamp >> 22);
        bytes[at + 2] = (byte) ((bytes[at + 2] & 1) | ((stamp >> 14) & 0xfe));
        bytes[at + 3] = (byte) (stamp >> 7);
        bytes[at + 4] = (byte) ((bytes[at + 4] & 1) | ((stamp << 1) & 0xfe));
    }

    /** Where the elementary stream's bytes begin: at most {@code end}. */
    static int payload(byte[] bytes, int at, int end) {
        return Math.min(end, at + FIXED + (bytes[at + 8] & 0xff));
    }

    /** The stream ids without an optional header: map, padding, private 2, ECM, EMM, DSM-CC, H.222.1 E, directory. */
    private static boolean hasHeader(int streamId) {
        return switch (streamId) {
            case 0xbc, 0xbe, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff -> false;
            default -> streamId >= 0xbc;
        };
    }
}
