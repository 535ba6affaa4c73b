package tv.mux.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the syntax of host names, addresses and networks. Never looks a name up. */
final class Hosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F:.]+)/([0-9]{1,3})");
    private static final Pattern MAYBE_PORT = Pattern.compile("(.*?)(?::([0-9]{1,5}))?");

    private Hosts() {}

    /** Whether a text is a host name, an IPv4 address, or an IPv6 address without brackets. */
    static boolean isHost(String text) {
        return NAME.matcher(text).matches() || isAddress(IPV6, text);
    }

    /** Whether a host is a loopback address or {@code localhost}. Every other name counts as another machine. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || (IPV4.matcher(host).matches() && host.startsWith("127."))
                || (isAddress(IPV6, host) && host.matches("[0:]*:0*1"));
    }

    /**
     * Whether a text is an entry for {@code INPUT_ALLOW}: a host, a domain suffix with a leading dot, or a network such
     * as {@code 10.0.0.0/8}. A host or suffix may have a port; an IPv6 address with a port has brackets.
     */
    static boolean isAllowEntry(String text) {
        return isNetwork(text) || isAddress(IPV6, text) || isHostAndMaybePort(text);
    }

    private static boolean isNetwork(String text) {
        Matcher network = NETWORK.matcher(text);
        if (!network.matches()) {
            return false;
        }
        int bits = Integer.parseInt(network.group(2));
        return isAddress(IPV4, network.group(1)) ? bits <= 32 : isAddress(IPV6, network.group(1)) && bits <= 128;
    }

    private static boolean isHostAndMaybePort(String text) {
        Matcher parts = MAYBE_PORT.matcher(text);
        if (!parts.matches() || (parts.group(2) != null && Integer.parseInt(parts.group(2)) > 65535)) {
            return false;
        }
        String host = parts.group(1);
        if (host.startsWith("[") && host.endsWith("]")) {
            return isAddress(IPV6, host.substring(1, host.length() - 1));
        }
        return NAME.matcher(host.startsWith(".") ? host.substring(1) : host).matches();
    }

    private static boolean isAddress(Pattern syntax, String text) {
        try {
            // InetAddress parses a text of these forms as an address, and does not look it up as a name.
            return syntax.matcher(text).matches() && InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
