package tv.mux.input;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The hosts of heads that had a public address once. From then on their private addresses count as those of any other host,
 * or a name that changes its address could make Mux fetch from machines that only Mux reaches (DNS rebinding). Safe for use
 * by several threads.
 */
final class PublicHosts {
    /** Beyond this the host that was added first is forgotten. */
    private static final int MOST = 10_000;

    private final Set<String> hosts = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    }));

    /** Remembers a host. */
    void add(String host) {
        hosts.add(host);
    }

    /** Whether a host had a public address once. */
    boolean has(String host) {
        return hosts.contains(host);
    }
}
