package tv.mux.input.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recognizes IP addresses that are not public, by the special-purpose address registries of IANA (RFC 6890).
 */
public final class SpecialPurposeAddress {
    /** The type that only INPUT_ALLOW permits, since cloud machines serve their credentials at such addresses. */
    static final String LINK_LOCAL = "link-local";

    private static final IpRange GLOBAL_UNICAST_V6 = IpRange.of("2000::/3");

    /**
     * IPv6 ranges whose addresses embed an IPv4 address, with the offset of its first byte. The IPv4 address decides.
     */
    private static final Map<IpRange, Integer> EMBEDDED_V4_OFFSETS = Map.of(
            IpRange.of("::ffff:0:0:0/96"), 12, // SIIT, RFC 2765 (Java represents IPv4-mapped ::ffff:0:0/96 as IPv4)
            IpRange.of("64:ff9b::/96"), 12, // NAT64, RFC 6052
            IpRange.of("2002::/16"), 2); // 6to4, RFC 3056

    private record Block(IpRange range, String type) {}

    private static final Block[] BLOCKS = Stream.of(
                    "169.254.0.0/16 " + LINK_LOCAL,
                    "fe80::/10 " + LINK_LOCAL,
                    "0.0.0.0/8 unspecified",
                    "10.0.0.0/8 private",
                    "100.64.0.0/10 shared (embedding-grade NAT)",
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
            .map(parts -> new Block(IpRange.of(parts[0]), parts[1]))
            .toArray(Block[]::new);

    private SpecialPurposeAddress() {}

    /** Returns the type of an address, or of the IPv4 address that it embeds; empty if the address is public. */
    public static Optional<String> typeOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Map.Entry<IpRange, Integer> embedding : EMBEDDED_V4_OFFSETS.entrySet()) {
            if (embedding.getKey().contains(address)) {
                int offset = embedding.getValue();
                return typeOf(ipv4(Arrays.copyOfRange(bytes, offset, offset + 4)));
            }
        }
        for (Block block : BLOCKS) {
            if (block.range().contains(address)) {
                return Optional.of(block.type());
            }
        }
        // IPv6 addresses outside the assigned global unicast range, such as ::/96 (IPv4-compatible), are not public.
        return bytes.length == 4 || GLOBAL_UNICAST_V6.contains(address) ? Optional.empty() : Optional.of("reserved");
    }

    private static InetAddress ipv4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
