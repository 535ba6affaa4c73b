package tv.mux.input.address;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Decides which addresses an input may be read from. Prevents server-side request forgery: neither a redirect nor a
 * playlist may make Mux connect to machines that only Mux can reach. The rule checks the IP address of the connection,
 * so the spelling of the URL does not matter.
 */
public final class AddressRule {
    private final List<AllowEntry> allow;

    /**
     * Creates a rule with the entries of INPUT_ALLOW.
     *
     * @throws tv.mux.config.ConfigException if an entry is invalid
     */
    public AddressRule(List<String> allow) {
        this.allow = allow.stream().map(AllowEntry::of).toList();
    }

    /**
     * Returns the reason why a URL must not be fetched; empty if it may be fetched.
     *
     * @param head the URL of the input, which may have any address that is not link-local
     * @param headWasPublic whether the head's host has or had a public address; if so, its private addresses are
     *     refused
     * @param url the URL to fetch: the head, the target of a redirect, or an entry of a playlist
     * @param address the IP address to connect to
     */
    public Optional<String> refusal(Url head, boolean headWasPublic, Url url, InetAddress address) {
        Optional<String> type = SpecialPurposeAddress.typeOf(address);
        if (type.isEmpty() || allow.stream().anyMatch(entry -> entry.matches(url, address))) {
            return Optional.empty();
        }
        boolean sameOrigin = url.host().equals(head.host()) && url.port() == head.port();
        if (sameOrigin && !headWasPublic && !type.get().equals(SpecialPurposeAddress.LINK_LOCAL)) {
            return Optional.empty();
        }
        if (sameOrigin && headWasPublic) {
            return Optional.of(url + " is not fetched: " + address.getHostAddress() + " is a " + type.get()
                    + " address, but its host has public ones; INPUT_ALLOW does not contain this address");
        }
        return Optional.of(url + " is not fetched: " + address.getHostAddress() + " is a " + type.get()
                + " address, and is neither the head's own host and port nor in INPUT_ALLOW");
    }
}
