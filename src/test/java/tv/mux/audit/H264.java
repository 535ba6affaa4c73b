package tv.mux.audit;

/** Reads NAL units in an H.264 byte stream (ITU-T H.264 Annex B). */
public final class H264 {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int SLICE = 1;
    private static final int KEY_SLICE = 5;
    private static final int SPS = 7;

    private H264() {}

    /** Whether an IDR slice or a sequence parameter set begins in these bytes. */
    static boolean hasKeyFrame(byte[] data, int from, int to) {
        for (int unit = next(data, from, to); unit < to; unit = next(data, unit, to)) {
            int type = data[unit] & 0x1f;
            if (type == KEY_SLICE || type == SPS) {
                return true;
            }
        }
        return false;
    }

    /**
     * A 64-bit FNV-1a hash of the slices of one picture, which copying does not change. The hash ignores delimiters,
     * parameter sets, SEI messages and zeros after a unit.
     */
    static long hash(byte[] data, int from, int to) {
        long hash = FNV_BASIS;
        int unit = next(data, from, to);
        while (unit < to) {
            int following = next(data, unit, to);
            int type = data[unit] & 0x1f;
            if (type == SLICE || type == KEY_SLICE) {
                int end = following < to ? following - 3 : to;
                while (end > unit && data[end - 1] == 0) {
                    end--;
                }
                for (int at = unit; at < end; at++) {
                    hash = (hash ^ (data[at] & 0xff)) * FNV_PRIME;
                }
            }
            unit = following;
        }
        return hash;
    }

    /** Offset of the first unit after the next start code, or {@code to} if there is none. */
    private static int next(byte[] data, int from, int to) {
        for (int at = from; at + 3 < to; at++) {
            if (data[at] == 0 && data[at + 1] == 0 && data[at + 2] == 1) {
                return at + 3;
            }
        }
        return to;
    }
}
