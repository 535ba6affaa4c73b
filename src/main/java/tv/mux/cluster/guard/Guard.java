package tv.mux.cluster.guard;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.auth.Handshake;
import tv.mux.auth.Mac;
import tv.mux.auth.Refusals;
import tv.mux.common.MonotonicClock;
import tv.mux.common.Repeats;
import tv.mux.config.Config;

/**
 * Decides which peers may connect to Hazelcast's port, and creates the handshakes in which peers prove that they have
 * the cluster's secret. Thread-safe.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** Time in which this node skips the handshake with a peer of release 0.3. Used only if the secret is optional. */
    private static final long PLAIN_MS = 10_000;

    private static final String CLOSED = "closed during the handshake";

    private final Optional<Mac> mac;
    private final boolean optional;
    private final String cluster;
    private final RandomGenerator random;
    private final Refusals refusals;
    private final Repeats repeats = new Repeats();
    private final Map<String, Long> plainUntilMs = new ConcurrentHashMap<>();

    public Guard(Config.Cluster settings, RandomGenerator random, MeterRegistry meters) {
        this.mac = settings.secret().map(secret -> new Mac(secret, "hazelcast"));
        this.optional = settings.secretOptional();
        this.cluster = settings.name();
        this.random = random;
        this.refusals = new Refusals("hazelcast", meters);
    }

    /** Whether no secret is configured, so that every peer may connect. */
    boolean open() {
        return mac.isEmpty();
    }

    /** Whether peers without the secret may connect too. */
    boolean optional() {
        return optional;
    }

    Handshake handshake(boolean connects) {
        return new Handshake(mac.orElseThrow(), cluster, connects, random);
    }

    Refusals refusals() {
        return refusals;
    }

    /** Counts a connection that the peer closed during the handshake, and logs the failure if a line is due. */
    void closedBy(String address) {
        int count;
        synchronized (repeats) {
            count = repeats.count(CLOSED, MonotonicClock.nowMs());
        }
        if (count > 0) {
            LOG.warn(
                    "hazelcast: {} closed the connection during the handshake ({} times so far):"
                            + " compare CLUSTER_SECRET and CLUSTER_NAME",
                    address,
                    count);
        }
    }

    /** Records that a peer does not support the handshake. The next connections to the peer skip the handshake. */
    void skipHandshake(String address) {
        plainUntilMs.put(address, MonotonicClock.nowMs() + PLAIN_MS);
    }

    /** Whether the next connection to a peer skips the handshake. */
    boolean skipsHandshake(String address) {
        Long until = plainUntilMs.get(address);
        return optional && until != null && MonotonicClock.nowMs() < until;
    }
}
