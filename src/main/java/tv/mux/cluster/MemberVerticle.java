package tv.mux.cluster;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.status.NodeStatus;

/** Publishes the status of an edge in the cluster every second. On a muxer, {@link LeaderVerticle} does this. */
public final class MemberVerticle extends VerticleBase {
    private static final long PUBLISH_MS = 1_000;

    private final Members members;

    public MemberVerticle(Members members) {
        this.members = members;
    }

    @Override
    public Future<?> start() {
        Bus bus = new Bus(vertx);
        long since = System.currentTimeMillis();
        vertx.setPeriodic(
                0,
                PUBLISH_MS,
                id -> bus.publish(
                        Addresses.NODE_STATE,
                        new NodeStatus(members.node(), false, since, "an edge never leads", members.all())));
        return Future.succeededFuture();
    }
}
