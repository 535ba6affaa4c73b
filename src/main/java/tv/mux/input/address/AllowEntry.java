package tv.mux.input.address;

import java.net.InetAddress;
import java.util.Locale;
import tv.mux.config.ConfigException;

/**
 * One entry of INPUT_ALLOW: a host, a suffix, an IP address, each with a port if wanted, or a range of IP addresses.
 */
sealed interface AllowEntry {

    /** Whether it names this address of an input, or the IP address that would be connected to. */
    boolean names(Url url, InetAddress address);

    /** A host by its name or, when it begins with a dot, all hosts below it. Port 0: any. */
    record Named(String name, int port) implements AllowEntry {
        @Override
        public boolean names(Url url, InetAddress address) {
            boolean host = name.startsWith(".")
                    ? url.host().endsWith(name)
                    : url.host().equals(name);
            return host && (port == 0 || port == url.port());
        }
    }

    /** A range of IP addresses, whatever name leads there. Port 0: any. */
    record Ranged(IpRange range, int port) implements AllowEntry {
        @Override
        public boolean names(Url url, InetAddress address) {
            return range.contains(address) && (port == 0 || port == url.port());
        }
    }

    /**
     * Reads an entry.
     *
     * @throws ConfigException when it is none
     */
    static AllowEntry of(String text) {
        String entry = text.trim().toLowerCase(Locale.ROOT);
        try {
            if (entry.indexOf('/') >= 0 || (entry.indexOf(':') != entry.lastIndexOf(':') && !entry.startsWith("["))) {
                return new Ranged(IpRange.of(entry), 0);
            }
            int colon = entry.indexOf(':', entry.indexOf(']') + 1);
            int port = colon < 0 ? 0 : port(entry.substring(colon + 1));
            String host = colon < 0 ? entry : entry.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                return new Ranged(IpRange.of(host.substring(1, host.length() - 1)), port);
            }
            if (IpRange.isLiteral(host)) {
                return new Ranged(IpRange.of(host), port);
            }
            String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            if (!name.matches("\\.?[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
                throw new IllegalArgumentException(text);
            }
            return new Named(name, port);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "INPUT_ALLOW entry " + text
                            + " is not allowed: it must be a host, a .suffix or an IP address, with :port if wanted, or a CIDR");
        }
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(text);
        }
        return port;
    }
}
