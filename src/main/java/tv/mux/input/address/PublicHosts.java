package tv.mux.input.address;

import java.util.Collections;
import java.util.Set;
import tv.mux.common.RecentMap;

/**
 * Remembers the hosts of heads that have had a public address. Mux then refuses private addresses of these hosts unless
 * INPUT_ALLOW contains them. This prevents DNS rebinding: a host name must not lead Mux to machines in its private
 * network. Thread-safe.
 */
public final class PublicHosts {
    /** Maximum number of hosts. Beyond this number, the host that was added least recently is dropped. */
    private static final int MAX_HOSTS = 10_000;

    private final Set<String> hosts =
            Collections.synchronizedSet(Collections.newSetFromMap(new RecentMap<>(MAX_HOSTS)));

    /** Adds a host that has a public address. */
    public void add(String host) {
        hosts.add(host);
    }

    /** Whether a host has had a public address. */
    public boolean has(String host) {
        return hosts.contains(host);
    }
}
