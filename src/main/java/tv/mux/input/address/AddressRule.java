package tv.mux.input.address;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses an input may be read from, so that neither a redirect nor a playlist can make Mux fetch from machines
 * that only Mux reaches. Judged is the IP address that is connected to, however it was written.
 */
public final class AddressRule {
    private final List<AllowEntry> allow;

    /**
     * The rule with what INPUT_ALLOW names.
     *
     * @throws tv.mux.config.ConfigException when an entry is none
     */
    public AddressRule(List<String> allow) {
        this.allow = allow.stream().map(AllowEntry::of).toList();
    }

    /**
     * Why this address must not be fetched; empty when it may be.
     *
     * @param head the address the scheduler named, which may be anywhere but link-local
     * @param headWasPublic whether the head's host has or had a public address; if so, its private addresses are
     *     refused
     * @param url the address to fetch: the head, where it redirects to, or what its playlists list
     * @param address the IP address that would be connected to
     */
    public Optional<String> refusal(Url head, boolean headWasPublic, Url url, InetAddress address) {
        Optional<String> special = IpKind.special(address);
        if (special.isEmpty() || allow.stream().anyMatch(entry -> entry.names(url, address))) {
            return Optional.empty();
        }
        boolean heads = url.host().equals(head.host()) && url.port() == head.port();
        if (heads && !headWasPublic && !special.get().equals(IpKind.LINK_LOCAL)) {
            return Optional.empty();
        }
        if (heads && headWasPublic) {
            return Optional.of(url + " is not fetched: " + address.getHostAddress() + " is a " + special.get()
                    + " address, its host has public ones, and INPUT_ALLOW does not name it");
        }
        return Optional.of(url + " is not fetched: " + address.getHostAddress() + " is a " + special.get()
                + " address, and neither the head's own host and port nor named in INPUT_ALLOW");
    }
}
