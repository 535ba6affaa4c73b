package tv.mux.input.address;

import java.net.InetAddress;
import java.util.Locale;
import tv.mux.config.ConfigException;

/**
 * An entry of INPUT_ALLOW: a host, a suffix or an IP address, each with an optional port, or a range of IP addresses.
 */
sealed interface AllowEntry {

    /** Whether this entry allows a URL whose IP address is {@code address}. */
    boolean matches(Url url, InetAddress address);

    /** A host name, or a suffix if the name begins with a dot. Port 0 means any port. */
    record Host(String name, int port) implements AllowEntry {
        @Override
        public boolean matches(Url url, InetAddress address) {
            boolean nameMatches = name.startsWith(".")
                    ? url.host().endsWith(name)
                    : url.host().equals(name);
            return nameMatches && (port == 0 || port == url.port());
        }
    }

    /** A range of IP addresses. Port 0 means any port. */
    record Range(IpRange range, int port) implements AllowEntry {
        @Override
        public boolean matches(Url url, InetAddress address) {
            return range.contains(address) && (port == 0 || port == url.port());
        }
    }

    /**
     * Parses an entry.
     *
     * @throws ConfigException if the text is not a valid entry
     */
    static AllowEntry of(String text) {
        String entry = text.trim().toLowerCase(Locale.ROOT);
        try {
            if (entry.indexOf('/') >= 0 || (entry.indexOf(':') != entry.lastIndexOf(':') && !entry.startsWith("["))) {
                return new Range(IpRange.of(entry), 0);
            }
            int colon = entry.indexOf(':', entry.indexOf(']') + 1);
            int port = colon < 0 ? 0 : port(entry.substring(colon + 1));
            String host = colon < 0 ? entry : entry.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                return new Range(IpRange.of(host.substring(1, host.length() - 1)), port);
            }
            if (IpRange.isLiteral(host)) {
                return new Range(IpRange.of(host), port);
            }
            String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            if (!name.matches("\\.?[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
                throw new IllegalArgumentException(text);
            }
            return new Host(name, port);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "INPUT_ALLOW entry " + text
                            + " is not allowed: it must be a host, a .suffix or an IP address, each with an optional :port, or a CIDR range");
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
