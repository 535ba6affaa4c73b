package tv.mux.cluster;

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

/** Who is let in at Hazelcast's port, and how that is proved. */
final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** A node of release 0.3, which knows no handshake, is spoken to plainly for so long. Only where the secret is optional. */
    private static final long PLAIN_NS = TimeUnit.SECONDS.toNanos(10);

    private final Optional<Mac> mac;
    private final boolean optional;
    private final String cluster;
    private final RandomGenerator random;
    private final Refusals refusals;
    private final AtomicLong closed = new AtomicLong();
    private final Map<String, Long> plainUntil = new ConcurrentHashMap<>();

    Guard(Config.Cluster settings, RandomGenerator random, MeterRegistry meters) {
        this.mac = settings.secret().map(secret -> new Mac(secret, "hazelcast"));
        this.optional = settings.secretOptional();
        this.cluster = settings.name();
        this.random = random;
        this.refusals = new Refusals("hazelcast", meters);
    }

    /** Whether there is no secret, so that everybody is let in. */
    boolean open() {
        return mac.isEmpty();
    }

    /** Whether nodes without the secret are let in as well. */
    boolean optional() {
        return optional;
    }

    Handshake handshake(boolean connects) {
        return new Handshake(mac.orElseThrow(), cluster, connects, random);
    }

    Refusals refusals() {
        return refusals;
    }

    /** A node closed the connection in the middle of the handshake. Logged for the 1st, 2nd, 4th, 8th … time. */
    void closedBy(String address) {
        long times = closed.incrementAndGet();
        if (Long.bitCount(times) == 1) {
            LOG.warn(
                    "hazelcast: {} closes the connection in the handshake ({} times by now): compare CLUSTER_SECRET"
                            + " and CLUSTER_NAME",
                    address,
                    times);
        }
    }

    /** A node did not understand the handshake. */
    void plain(String address) {
        plainUntil.put(address, System.nanoTime() + PLAIN_NS);
    }

    /** Whether a node is to be spoken to without a handshake. */
    boolean speaksPlain(String address) {
        Long until = plainUntil.get(address);
        return optional && until != null && System.nanoTime() - until < 0;
    }
}
