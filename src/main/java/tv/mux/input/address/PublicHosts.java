package tv.mux.input.address;

import java.util.Collections;
import java.util.Set;
import tv.mux.common.RecentMap;

/**
 * Remembers the hosts of heads that have had a public address. Mux then refuses their private addresses unless
 * INPUT_ALLOW names them. This prevents DNS rebinding: a name must not lead Mux to machines in its private network.
 * Thread-safe.
 */
public final class PublicHosts {
    /** Maximum number of hosts. Beyond it, the host that was added least recently is forgotten. */
    private static final int MOST = 10_000;

    private final Set<String> hosts = Collections.synchronizedSet(Collections.newSetFromMap(new RecentMap<>(MOST)));

    /** Adds a host that has a public address. */
    public void add(String host) {
        hosts.add(host);
    }

    /** Whether a host has had a public address. */
    public boolean has(String host) {
        return hosts.contains(host);
    }
}
