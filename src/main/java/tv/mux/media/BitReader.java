package tv.mux.media;

/**
 * Reads the bits of an H.264 NAL unit, leaving out the bytes that only keep start codes from appearing in it (ITU-T
 * H.264 §7.3.1). Behind the end there are zeros.
 */
final class BitReader {
    private static final int LONGEST_PREFIX = 32;

    private final byte[] unit;
    private final int end;
    private int at;
    private int zeros;
    private int bits;
    private int left;

    /** From the first byte to the last but {@code end}. */
    BitReader(byte[] unit, int from, int end) {
        this.unit = unit;
        this.at = from;
        this.end = end;
    }

    /** Whether more was read than there is. */
    boolean overrun() {
        return at > end;
    }

    boolean flag() {
        return bit() == 1;
    }

    /** The next bits as a number; of more than 31 the last count. */
    int number(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 1 | bit();
        }
        return number;
    }

    /** The next ue(v) (§9.1); {@link Integer#MAX_VALUE} for one that is longer than any there is. */
    int unsigned() {
        int prefix = 0;
        while (bit() == 0) {
            if (++prefix >= LONGEST_PREFIX || overrun()) {
                return Integer.MAX_VALUE;
            }
        }
        long value = (1L << prefix) - 1 + (number(prefix) & 0xffffffffL);
        return (int) Math.min(Integer.MAX_VALUE, value);
    }

    /** The next se(v) (§9.1.1). */
    int signed() {
        long code = unsigned();
        return (int) (code % 2 == 0 ? -(code / 2) : (code + 1) / 2);
    }

    private int bit() {
        if (left == 0) {
            next();
        }
        left--;
        return bits >> left & 1;
    }

    private void next() {
        if (at < end && zeros >= 2 && unit[at] == 3) {
            at++;
            zeros = 0;
        }
        bits = at < end ? unit[at] & 0xff : 0;
        at++;
        zeros = bits == 0 ? zeros + 1 : 0;
        left = 8;
    }
}
