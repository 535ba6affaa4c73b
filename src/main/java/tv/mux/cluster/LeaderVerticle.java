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
import tv.mux.status.NodeStatus;

/** Stands for leader, renews the lease while this node leads, and ends its time in office the moment it must. */
public final class LeaderVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderVerticle.class);
    private static final long LOOK_MS = 100;
    private static final long STATE_MS = 1_000;
    /** Timers of a machine that is merely busy come later than they should; of one that was paused, much later. */
    private static final long PAUSED_MS = 1_500;

    /** An office that cannot be taken is another node's to try, and ours again later. */
    private static final Backoff FAILED = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final Members members;
    private final LeaderRole office;
    private final LeaseDeadline tenure;
    private final Counter taken;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private Bus bus;
    private SharedLease shared;
    private Lease lease;
    private boolean asking;
    private long askedAt;
    private long lookedAt;
    private long since = System.currentTimeMillis();
    private String why = "the node has started";
    private int failures;
    private boolean stopped;
    /** Taking and leaving office, one after the other. */
    private Future<Void> last = Future.succeededFuture();

    /**
     * For a muxer.
     *
     * @param office what it does while it leads
     * @param tenure told until when it may
     */
    public LeaderVerticle(Members members, LeaderRole office, LeaseDeadline tenure, MeterRegistry meters) {
        this.members = members;
        this.office = office;
        this.tenure = tenure;
        this.taken = Counter.builder("mux.leader.taken")
                .description("How often this node became leader")
                .register(meters);
        meters.gauge("mux.leader", this, me -> me.lease != null && me.lease.leads() ? 1 : 0);
        meters.gauge("mux.members", members, all -> all.others().size() + 1.0);
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        lease = new Lease(members.alone(), now());
        return vertx.executeBlocking(() -> new SharedLease(vertx, members.hazelcast(), members.node()))
                .onSuccess(opened -> {
                    shared = opened;
                    lookedAt = now();
                    vertx.setPeriodic(LOOK_MS, id -> look());
                    vertx.setPeriodic(STATE_MS, id -> tell());
                    bus.subscribe(Addresses.OVERRULED, leader -> resign("the log is another leader's", Lease.RENEW));
                    look();
                });
    }

    private void look() {
        long now = now();
        if (now - lookedAt > PAUSED_MS) {
            lease.paused(now);
        }
        lookedAt = now;
        lease.over(now, members.majority()).ifPresent(reason -> resign(reason, Lease.COOL_DOWN));
        boolean due = now - askedAt >= Lease.RENEW.toMillis() || urgent();
        if (asking || stopped || !due) {
            return;
        }
        asking = true;
        askedAt = now;
        Future<?> asked = lease.leads() ? renew(now) : stand();
        asked.onComplete(done -> asking = false);
    }

    /** Whether there is something to win at once. */
    private boolean urgent() {
        return lease.stands(now(), holderLives(), members.majority()).isPresent() && !holderLives();
    }

    /**
     * Whether another node holds the lease and is alive. This node may hold the lease without knowing: Hazelcast can
     * execute a claim seconds after its response was lost. Waiting for its own lease to expire would cost the whole
     * lease time.
     */
    private boolean holderLives() {
        return !lease.holder().equals(members.node()) && members.lives(lease.holder());
    }

    private Future<?> renew(long at) {
        return shared.renew().onSuccess(record -> {
            if (!lease.leads()) {
                return;
            }
            if (record.holder().equals(members.node())) {
                lease.renewed(record, at);
                tenure.until(lease.goodUntil());
            } else {
                lease.seen(record, now());
                resign(
                        (record.holder().isEmpty() ? "nobody" : "node " + record.holder()) + " has the lease",
                        Lease.COOL_DOWN);
            }
        });
    }

    private Future<?> stand() {
        return shared.read().compose(record -> {
            lease.seen(record, now());
            return lease.stands(now(), holderLives(), members.majority())
                    .map(this::take)
                    .orElseGet(Future::succeededFuture);
        });
    }

    private Future<Void> take(LeaseRecord seen) {
        long at = now();
        return shared.take(seen).map(record -> {
            if (record.holder().equals(members.node()) && !stopped) {
                lease.taken(record, at);
                tenure.until(lease.goodUntil());
                lead(seen);
            } else {
                lease.seen(record, now());
            }
            return null;
        });
    }

    private void lead(LeaseRecord before) {
        moved(
                before.holder().isEmpty()
                        ? "nobody led"
                        : "node " + before.holder() + " led before, and is gone or silent");
        taken.increment();
        if (!members.alone()) {
            LOG.info("this node, {}, leads from now on: {}", members.node(), why);
        }
        last = last.transform(ended -> lease.leads() ? office.take() : Future.succeededFuture());
        last.onSuccess(began -> failures = 0).onFailure(e -> {
            LOG.warn("this node cannot lead: {}", e.getMessage());
            failures++;
            resign("it could not: " + e.getMessage(), Duration.ofMillis(FAILED.delayMs(failures, random)));
        });
    }

    private void resign(String reason, Duration pause) {
        if (!lease.leads()) {
            return;
        }
        lease.lost(now(), pause);
        tenure.until(lease.goodUntil());
        moved(reason);
        LOG.warn("this node, {}, leads no more: {}", members.node(), reason);
        last = last.transform(done -> office.leave());
        // Where it still has the lease, nobody need wait for its end.
        last.compose(left -> shared.giveBack())
                .onFailure(e -> LOG.debug("the lease is not given back: {}", e.toString()));
    }

    private void moved(String reason) {
        since = System.currentTimeMillis();
        why = reason;
        tell();
    }

    private void tell() {
        bus.publish(Addresses.NODE_STATE, new NodeStatus(members.node(), lease.leads(), since, why, members.all()));
    }

    /** Leaves office, and gives the lease back, so that another node goes on at once. */
    @Override
    public Future<?> stop() {
        stopped = true;
        if (!lease.leads()) {
            return last.transform(done -> Future.succeededFuture());
        }
        lease.lost(now(), Lease.COOL_DOWN);
        // Its tenure runs on as it was renewed last: what is being published meanwhile is published.
        last = last.transform(done -> office.leave());
        return last.compose(left -> shared.giveBack()).transform(done -> Future.succeededFuture());
    }

    private static long now() {
        return LeaseDeadline.now();
    }
}
