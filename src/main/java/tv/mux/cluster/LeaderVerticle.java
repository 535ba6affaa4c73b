package tv.mux.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.common.Backoff;
import tv.mux.common.MonotonicClock;
import tv.mux.status.NodeStatus;

/**
 * Makes this muxer the leader if it acquires the lease. While the node is the leader, the verticle renews the lease; if
 * the lease is lost, it stops the leader's work. Publishes the node's status every second.
 */
public final class LeaderVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderVerticle.class);
    private static final long CHECK_MS = 100;
    private static final long PUBLISH_MS = 1_000;

    /** Delay of a timer from which this process counts as paused. On a busy machine, timers are late, but less so. */
    private static final long PAUSED_MS = 1_500;

    /** Pause after the leader's work could not start on this node. Another node can become the leader meanwhile. */
    private static final Backoff START_FAILED = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final Members members;
    private final LeaderRole role;
    private final LeaseDeadline deadline;
    private final Counter acquired;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private Bus bus;
    private SharedLease sharedLease;
    private Lease lease;
    private boolean requestPending;
    private long requestedAt;
    private long checkedAt;
    private long roleSince = System.currentTimeMillis();
    private String roleReason = "the node has started";
    private int failedStarts;
    private boolean stopped;

    /** The last start or stop of the leader's work. Each one begins after the one before. */
    private Future<Void> lastTransition = Future.succeededFuture();

    /**
     * Creates the verticle of a muxer.
     *
     * @param role the work of the leader
     * @param deadline receives the end of the lease after each renewal
     */
    public LeaderVerticle(Members members, LeaderRole role, LeaseDeadline deadline, MeterRegistry meters) {
        this.members = members;
        this.role = role;
        this.deadline = deadline;
        this.acquired = Counter.builder("mux.leader.taken")
                .description("How often this node became leader")
                .register(meters);
        meters.gauge("mux.leader", this, verticle -> verticle.lease != null && verticle.lease.leads() ? 1 : 0);
        meters.gauge("mux.members", members, cluster -> cluster.others().size() + 1.0);
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        lease = new Lease(members.alone(), now());
        return vertx.executeBlocking(() -> new SharedLease(vertx, members.hazelcast(), members.node()))
                .onSuccess(opened -> {
                    sharedLease = opened;
                    checkedAt = now();
                    vertx.setPeriodic(CHECK_MS, id -> check());
                    vertx.setPeriodic(PUBLISH_MS, id -> publishStatus());
                    bus.subscribe(
                            Addresses.OVERRULED,
                            leader -> stepDown("another leader has changed the index", Lease.RENEW));
                    check();
                });
    }

    private void check() {
        long now = now();
        if (now - checkedAt > PAUSED_MS) {
            lease.paused(now);
        }
        checkedAt = now;
        lease.expired(now, members.majority()).ifPresent(reason -> stepDown(reason, Lease.COOL_DOWN));
        boolean due = now - requestedAt >= Lease.RENEW.toMillis() || abandoned();
        if (requestPending || stopped || !due) {
            return;
        }
        requestPending = true;
        requestedAt = now;
        Future<?> request = lease.leads() ? renew(now) : acquireIfPossible();
        request.onComplete(done -> requestPending = false);
    }

    /** Whether this node may acquire the lease at once, because the lease is free or its holder is gone. */
    private boolean abandoned() {
        return lease.acquirable(now(), holderLives(), members.majority()).isPresent() && !holderLives();
    }

    /**
     * Whether another node holds the lease and is alive. This node may hold the lease without knowing: Hazelcast can
     * execute a claim seconds after its response was lost. Waiting for its own lease to expire would cost the whole
     * lease time.
     */
    private boolean holderLives() {
        return !lease.holder().equals(members.node()) && members.lives(lease.holder());
    }

    private Future<?> renew(long requestedAt) {
        return sharedLease.renew().onSuccess(record -> {
            if (!lease.leads()) {
                return;
            }
            if (record.holder().equals(members.node())) {
                lease.renewed(record, requestedAt);
                deadline.set(lease.validUntil());
            } else {
                lease.seen(record, now());
                stepDown(
                        (record.holder().isEmpty() ? "no node" : "node " + record.holder()) + " holds the lease",
                        Lease.COOL_DOWN);
            }
        });
    }

    private Future<?> acquireIfPossible() {
        return sharedLease.read().compose(record -> {
            lease.seen(record, now());
            return lease.acquirable(now(), holderLives(), members.majority())
                    .map(this::acquire)
                    .orElseGet(Future::succeededFuture);
        });
    }

    private Future<Void> acquire(LeaseRecord seen) {
        long requestedAt = now();
        return sharedLease.acquire(seen).map(record -> {
            if (record.holder().equals(members.node()) && !stopped) {
                lease.acquired(record, requestedAt);
                deadline.set(lease.validUntil());
                startLeading(seen);
            } else {
                lease.seen(record, now());
            }
            return null;
        });
    }

    private void startLeading(LeaseRecord previous) {
        setRole(
                previous.holder().isEmpty()
                        ? "there was no leader"
                        : "node " + previous.holder() + ", the previous leader, is gone or does not respond");
        acquired.increment();
        if (!members.alone()) {
            LOG.info("this node, {}, is now the leader: {}", members.node(), roleReason);
        }
        lastTransition = lastTransition.transform(ended -> lease.leads() ? role.start() : Future.succeededFuture());
        lastTransition.onSuccess(started -> failedStarts = 0).onFailure(e -> {
            LOG.warn("the leader's work could not start on this node: {}", e.getMessage());
            failedStarts++;
            stepDown(
                    "the leader's work could not start: " + e.getMessage(),
                    Duration.ofMillis(START_FAILED.delayMs(failedStarts, random)));
        });
    }

    private void stepDown(String reason, Duration pause) {
        if (!lease.leads()) {
            return;
        }
        lease.lost(now(), pause);
        deadline.set(lease.validUntil());
        setRole(reason);
        LOG.warn("this node, {}, is no longer the leader: {}", members.node(), reason);
        lastTransition = lastTransition.transform(ended -> role.stop());
        // If this node still holds the lease, the release lets another node continue before the lease expires.
        lastTransition
                .compose(done -> sharedLease.release())
                .onFailure(e -> LOG.debug("the lease was not released: {}", e.toString()));
    }

    private void setRole(String reason) {
        roleSince = System.currentTimeMillis();
        roleReason = reason;
        publishStatus();
    }

    private void publishStatus() {
        bus.publish(
                Addresses.NODE_STATE,
                new NodeStatus(members.node(), lease.leads(), roleSince, roleReason, members.all()));
    }

    /** Stops the leader's work and releases the lease, so that another node can continue at once. */
    @Override
    public Future<?> stop() {
        stopped = true;
        if (!lease.leads()) {
            return lastTransition.transform(done -> Future.succeededFuture());
        }
        lease.lost(now(), Lease.COOL_DOWN);
        // The deadline stays as it is, so that a segment that is being published now is still published.
        lastTransition = lastTransition.transform(ended -> role.stop());
        return lastTransition.compose(done -> sharedLease.release()).transform(released -> Future.succeededFuture());
    }

    private static long now() {
        return MonotonicClock.nowMs();
    }
}
