package tv.mux.media;

/**
 * Reads the bits of an H.264 NAL unit without its emulation prevention bytes (ITU-T H.264 §7.3.1). Returns zeros after
 * the end.
 */
final class BitReader {
    private static final int MAX_PREFIX_BITS = 32;

    private final byte[] unit;
    private final int end;
    private int at;
    private int zeros;
    private int currentByte;
    private int bitsLeft;

    /** Creates a reader for the bytes from {@code from} up to {@code end}, exclusive. */
    BitReader(byte[] unit, int from, int end) {
        this.unit = unit;
        this.at = from;
        this.end = end;
    }

    /** Whether bits after the end were read. */
    boolean overrun() {
        return at > end;
    }

    boolean flag() {
        return bit() == 1;
    }

    /** Returns the next bits as a number, modulo 2^32. */
    int number(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 1 | bit();
        }
        return number;
    }

    /** Returns the next ue(v) (§9.1), or {@link Integer#MAX_VALUE} if the value is too large. */
    int unsigned() {
        int prefix = 0;
        while (bit() == 0) {
            if (++prefix >= MAX_PREFIX_BITS || overrun()) {
                return Integer.MAX_VALUE;
            }
        }
        long value = (1L << prefix) - 1 + (number(prefix) & 0xffffffffL);
        return (int) Math.min(Integer.MAX_VALUE, value);
    }

    /** Returns the next se(v) (§9.1.1). */
    int signed() {
        long code = unsigned();
        return (int) (code % 2 == 0 ? -(code / 2) : (code + 1) / 2);
    }

    private int bit() {
        if (bitsLeft == 0) {
            nextByte();
        }
        bitsLeft--;
        return currentByte >> bitsLeft & 1;
    }

    private void nextByte() {
        if (at < end && zeros >= 2 && unit[at] == 3) {
            at++;
            zeros = 0;
        }
        currentByte = at < end ? unit[at] & 0xff : 0;
        at++;
        zeros = currentByte == 0 ? zeros + 1 : 0;
        bitsLeft = 8;
    }
}
