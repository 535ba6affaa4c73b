package tv.mux.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * The state of the lease as one node knows it. Decides when the node may become the leader, and when it must step down.
 * Performs no I/O; the caller passes in the time in milliseconds of the node's monotonic clock. The clocks of two nodes
 * are never compared.
 *
 * <p>The leader renews the lease every half a second by increasing a count. Another node may acquire the lease if it
 * has not seen the count change for three seconds, or at once if the lease is free or its holder has left the cluster.
 * A leader that could not renew the lease for three seconds is no longer the leader, even if a renewal succeeds later.
 * It does not try to acquire the lease again before the cool-down time has passed.
 */
final class Lease {
    /** Interval at which the leader renews the lease and the other nodes read it. */
    static final Duration RENEW = Duration.ofMillis(500);

    /** Time for which the lease is valid after a renewal. */
    static final Duration VALID = Duration.ofSeconds(3);

    /** Time in which a node does not acquire the lease again after it lost the lease. */
    static final Duration COOL_DOWN = Duration.ofSeconds(12);

    private final boolean alone;
    private LeaseRecord seen = LeaseRecord.FREE;
    private long seenAt;
    private boolean leads;
    private long renewedAt;
    private long acquirableFrom = Long.MIN_VALUE;

    /**
     * Creates the lease of a node that is not the leader.
     *
     * @param alone whether the node has no cluster; its lease then never expires
     */
    Lease(boolean alone, long now) {
        this.alone = alone;
        this.seenAt = now;
    }

    /** Node id of the holder in the last value that was read; empty if the lease is free. */
    String holder() {
        return seen.holder();
    }

    boolean leads() {
        return leads;
    }

    /** Records the value of the lease that was read. */
    void seen(LeaseRecord record, long now) {
        if (!record.equals(seen)) {
            seen = record;
            seenAt = now;
        }
    }

    /**
     * Records that this process was paused. The node did not read the lease in that time and may have missed renewals.
     */
    void paused(long now) {
        seenAt = now;
    }

    /**
     * Whether this node may try to acquire the lease.
     *
     * @param holderLives whether the holder is another node and a member of the cluster
     * @param majority whether this node sees a majority of the muxers
     * @return the value that the lease must still have when it is acquired; empty if the node may not acquire it
     */
    Optional<LeaseRecord> acquirable(long now, boolean holderLives, boolean majority) {
        boolean free = seen.holder().isEmpty() || !holderLives || now - seenAt >= VALID.toMillis();
        return !leads && majority && now >= acquirableFrom && free ? Optional.of(seen) : Optional.empty();
    }

    /**
     * Records that this node has acquired the lease.
     *
     * @param requestedAt when the request was sent; the lease is valid from then on
     */
    void acquired(LeaseRecord record, long requestedAt) {
        seen = record;
        leads = true;
        renewedAt = requestedAt;
    }

    /**
     * Records that this node has renewed the lease.
     *
     * @param requestedAt when the request was sent; the lease is valid from then on
     */
    void renewed(LeaseRecord record, long requestedAt) {
        seen = record;
        renewedAt = Math.max(renewedAt, requestedAt);
    }

    /**
     * Checks whether this node must step down.
     *
     * @param majority whether this node sees a majority of the muxers
     * @return the reason; empty if the node may stay the leader or is not the leader
     */
    Optional<String> expired(long now, boolean majority) {
        if (!leads || alone) {
            return Optional.empty();
        }
        if (now - renewedAt >= VALID.toMillis()) {
            return Optional.of("the lease was not renewed for " + (now - renewedAt) + " ms");
        }
        return majority ? Optional.empty() : Optional.of("this node does not see a majority of the muxers");
    }

    /** The time until which this node may act as the leader without another renewal. */
    long validUntil() {
        return !leads ? Long.MIN_VALUE : alone ? Long.MAX_VALUE : renewedAt + VALID.toMillis();
    }

    /**
     * Records that this node is no longer the leader.
     *
     * @param pause time in which the node does not acquire the lease again
     */
    void lost(long now, Duration pause) {
        leads = false;
        seenAt = now;
        acquirableFrom = now + pause.toMillis();
    }
}
