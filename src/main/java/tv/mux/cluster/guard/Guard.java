package tv.mux.cluster.guard;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.auth.Handshake;
import tv.mux.auth.Mac;
import tv.mux.auth.Refusals;
import tv.mux.config.Config;

/** Decides which peers may connect to Hazelcast's port, and provides the handshake in which they prove it. */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** Time in which this node skips the handshake with a peer of release 0.3. Used only if the secret is optional. */
    private static final long PLAIN_NS = TimeUnit.SECONDS.toNanos(10);

    private final Optional<Mac> mac;
    private final boolean optional;
    private final String cluster;
    private final RandomGenerator random;
    private final Refusals refusals;
    private final AtomicLong closed = new AtomicLong();
    private final Map<String, Long> plainUntil = new ConcurrentHashMap<>();

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

    /** Counts a connection that the peer closed during the handshake. Logs the 1st, 2nd, 4th, 8th … such connection. */
    void closedBy(String address) {
        long times = closed.incrementAndGet();
        if (Long.bitCount(times) == 1) {
            LOG.warn(
                    "hazelcast: {} closed the connection during the handshake ({} times so far):"
                            + " compare CLUSTER_SECRET and CLUSTER_NAME",
                    address,
                    times);
        }
    }

    /** Records that a peer does not support the handshake. */
    void plain(String address) {
        plainUntil.put(address, System.nanoTime() + PLAIN_NS);
    }

    /** Whether the next connection to a peer skips the handshake. */
    boolean speaksPlain(String address) {
        Long until = plainUntil.get(address);
        return optional && until != null && System.nanoTime() - until < 0;
    }
}
