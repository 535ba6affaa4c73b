package tv.mux.input.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of IP addresses: all that share their first {@code bits} bits with {@code base}.
 *
 * @param base an address of the range
 * @param bits how many bits count
 */
record IpRange(InetAddress base, int bits) {
    private static final Pattern LITERAL = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

    /**
     * Reads {@code address} or {@code address/bits}; never asks a name server.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static IpRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress base = literal(slash < 0 ? text : text.substring(0, slash));
        int most = base.getAddress().length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(text);
        }
        return new IpRange(base, bits);
    }

    /** Whether a text is an IP address written out, not a name. */
    static boolean isLiteral(String text) {
        return LITERAL.matcher(text).matches();
    }

    private static InetAddress literal(String text) {
        if (!isLiteral(text)) {
            throw new IllegalArgumentException(text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Whether the address lies in this range. */
    boolean contains(InetAddress address) {
        byte[] ours = base.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        return Arrays.equals(ours, 0, whole, theirs, 0, whole)
                && (rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >> (8 - rest) == 0);
    }
}
