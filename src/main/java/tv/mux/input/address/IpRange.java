package tv.mux.input.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of IP addresses in CIDR notation (RFC 4632).
 *
 * @param base an address of the range
 * @param prefixLength the number of leading bits that all addresses of the range share
 */
record IpRange(InetAddress base, int prefixLength) {
    private static final Pattern LITERAL = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

    /**
     * Parses {@code address} or {@code address/prefixLength}. Never uses a name server.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static IpRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress base = literal(slash < 0 ? text : text.substring(0, slash));
        int max = base.getAddress().length * 8;
        int prefixLength = slash < 0 ? max : Integer.parseInt(text.substring(slash + 1));
        if (prefixLength < 0 || prefixLength > max) {
            throw new IllegalArgumentException(text);
        }
        return new IpRange(base, prefixLength);
    }

    /** Whether a text is an IP address, not a host name. */
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

    /** Whether the address is in this range. */
    boolean contains(InetAddress address) {
        byte[] ours = base.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int wholeBytes = prefixLength / 8;
        int restBits = prefixLength % 8;
        return Arrays.equals(ours, 0, wholeBytes, theirs, 0, wholeBytes)
                && (restBits == 0 || ((ours[wholeBytes] ^ theirs[wholeBytes]) & 0xff) >> (8 - restBits) == 0);
    }
}
