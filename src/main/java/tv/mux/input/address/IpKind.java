package tv.mux.input.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an IP address is for: public, or one of the kinds that IANA's special-purpose registries (RFC 6890) keep apart.
 */
public final class IpKind {
    /** The kind that is never fetched from without INPUT_ALLOW: cloud machines keep their secrets there. */
    static final String LINK_LOCAL = "link-local";

    private static final IpRange GLOBAL_SIX = IpRange.of("2000::/3");

    /** IPv6 ranges that carry an IPv4 address, and the byte it begins at; what is carried is what counts. */
    private static final Map<IpRange, Integer> CARRIERS = Map.of(
            IpRange.of("::ffff:0:0:0/96"), 12, // SIIT, RFC 2765 (IPv4-mapped ::ffff:0:0/96 is IPv4 to Java already)
            IpRange.of("64:ff9b::/96"), 12, // NAT64, RFC 6052
            IpRange.of("2002::/16"), 2); // 6to4, RFC 3056

    private record Special(IpRange range, String kind) {}

    private static final Special[] SPECIALS = Stream.of(
                    "169.254.0.0/16 " + LINK_LOCAL,
                    "fe80::/10 " + LINK_LOCAL,
                    "0.0.0.0/8 unspecified",
                    "10.0.0.0/8 private",
                    "100.64.0.0/10 shared (carrier-grade NAT)",
                    "127.0.0.0/8 loopback",
                    "172.16.0.0/12 private",
                    "192.0.0.0/24 protocol assignment",
                    "192.0.2.0/24 documentation",
                    "192.88.99.0/24 6to4 relay",
                    "192.168.0.0/16 private",
                    "198.18.0.0/15 benchmark",
                    "198.51.100.0/24 documentation",
                    "203.0.113.0/24 documentation",
                    "224.0.0.0/4 multicast",
                    "255.255.255.255/32 broadcast",
                    "240.0.0.0/4 reserved",
                    "::1/128 loopback",
                    "::/128 unspecified",
                    "fc00::/7 private (unique local)",
                    "fec0::/10 private (site-local)",
                    "ff00::/8 multicast",
                    "2001::/23 protocol assignment",
                    "2001:db8::/32 documentation",
                    "3fff::/20 documentation")
            .map(line -> line.split(" ", 2))
            .map(parts -> new Special(IpRange.of(parts[0]), parts[1]))
            .toArray(Special[]::new);

    private IpKind() {}

    /** What kind of address this is, or the IPv4 address it carries; empty when it is public. */
    public static Optional<String> special(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Map.Entry<IpRange, Integer> carrier : CARRIERS.entrySet()) {
            if (carrier.getKey().contains(address)) {
                int at = carrier.getValue();
                return special(four(Arrays.copyOfRange(bytes, at, at + 4)));
            }
        }
        for (Special special : SPECIALS) {
            if (special.range().contains(address)) {
                return Optional.of(special.kind());
            }
        }
        // What is not handed out to anyone is not public either; ::/96 (IPv4-compatible) among it.
        return bytes.length == 4 || GLOBAL_SIX.contains(address) ? Optional.empty() : Optional.of("reserved");
    }

    private static InetAddress four(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
