package tv.mux.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OutOfMemoryHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.EventLoops;
import tv.mux.bus.NodeState.Member;
import tv.mux.config.Config;
import tv.mux.config.OutOfMemory;
import tv.mux.config.Redaction;

/**
 * This node in the cluster: a Hazelcast member, and a Vert.x. Muxers hold data, and their event buses reach one another;
 * edges are lite members, and have an event bus of their own only, so that nothing of it waits for muxers that are away. One
 * machine alone is a cluster of one, bound to loopback, that looks for nobody.
 *
 * @param vertx the node's Vert.x
 * @param hazelcast the member
 * @param node this node's id, for as long as the process lives
 * @param cluster the settings it was started with
 */
public record Members(Vertx vertx, HazelcastInstance hazelcast, String node, Config.Cluster cluster) {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    /** From so many muxers on a majority of them can tell that it is one. */
    private static final int MAJORITY_FROM = 3;

    /** What blocks for long has threads of its own; the pools are for reading and writing files. Vert.x itself would keep 20 each. */
    private static final int WORKERS = 8;

    private static final long LEAVE_SECONDS = 3;

    /** Starts a member and its Vert.x. Blocks while Hazelcast starts: not for an event loop. */
    public static Future<Members> start(Config config, MeterRegistry meters) {
        Config.Cluster cluster = config.cluster();
        boolean edge = config.role() == Config.Role.EDGE;
        String node = UUID.randomUUID().toString().substring(0, 8);
        Hazelcast.setOutOfMemoryHandler(new OutOfMemoryHandler() {
            @Override
            public void onOutOfMemory(OutOfMemoryError error, HazelcastInstance[] instances) {
                OutOfMemory.end();
            }
        });
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(HazelcastSettings.of(cluster, edge, node));
        MicrometerMetricsOptions metrics =
                new MicrometerMetricsOptions().setEnabled(true).setDisabledMetricsCategories(unwanted());
        VertxOptions options = EventLoops.watched(new VertxOptions())
                .setMetricsOptions(metrics)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS);
        if (!edge) {
            options.setEventBusOptions(new EventBusOptions()
                    .setHost(HazelcastSettings.address(cluster))
                    .setPort(cluster.busPort().orElse(0)));
        }
        var builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
        Future<Vertx> vertx = edge
                ? Future.succeededFuture(builder.build())
                : builder.withClusterManager(new HazelcastClusterManager(hazelcast))
                        .buildClustered();
        return vertx.map(started -> new Members(started, hazelcast, node, cluster))
                .onSuccess(Members::tellOfOthers)
                .onFailure(e -> hazelcast.shutdown());
    }

    private static Set<String> unwanted() {
        Set<MetricsDomain> wanted = EnumSet.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS);
        return EnumSet.allOf(MetricsDomain.class).stream()
                .filter(domain -> !wanted.contains(domain))
                .map(MetricsDomain::toCategory)
                .collect(Collectors.toSet());
    }

    private void tellOfOthers() {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                LOG.info("node joined: {}", described(event.getMember()));
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                LOG.info("node left: {}", described(event.getMember()));
            }
        });
    }

    private static String described(com.hazelcast.cluster.Member member) {
        Member known = member(member);
        return known.role() + " " + known.node() + " at " + Redaction.url(known.url());
    }

    /** Whether there is nobody else, ever. */
    public boolean alone() {
        return cluster.alone();
    }

    /** The nodes this one sees, itself among them. */
    public List<Member> all() {
        return seen().map(Members::member).toList();
    }

    /** The nodes this one sees, but itself. */
    public List<Member> others() {
        return seen().filter(member -> !member.localMember())
                .map(Members::member)
                .toList();
    }

    /** Whether a node is seen. */
    boolean lives(String id) {
        return seen().anyMatch(member -> id.equals(member.getAttribute(HazelcastSettings.NODE)));
    }

    /** Whether more than half of the muxers are seen, where there are enough of them to tell. */
    boolean majority() {
        int muxers = cluster.members().size();
        return muxers < MAJORITY_FROM
                || 2 * seen().filter(member -> !member.isLiteMember()).count() > muxers;
    }

    private Stream<com.hazelcast.cluster.Member> seen() {
        try {
            return hazelcast.getCluster().getMembers().stream();
        } catch (HazelcastException | IllegalStateException e) {
            LOG.debug("Hazelcast has no members now: {}", e.toString());
            return Stream.empty();
        }
    }

    private static Member member(com.hazelcast.cluster.Member member) {
        return new Member(
                String.valueOf(member.getAttribute(HazelcastSettings.NODE)),
                member.isLiteMember() ? "edge" : "muxer",
                String.valueOf(member.getAttribute(HazelcastSettings.URL)));
    }

    /** Leaves the cluster: what a muxer holds goes over to the others first, where that does not take long. */
    public Future<Void> stop() {
        return vertx.close().transform(closed -> {
            CompletableFuture<Void> left = CompletableFuture.runAsync(
                    () -> {
                        if (alone()) {
                            hazelcast.getLifecycleService().terminate();
                        } else {
                            hazelcast.shutdown();
                        }
                    },
                    command -> {
                        Thread leaving = new Thread(command, "leave");
                        leaving.setDaemon(true);
                        leaving.start();
                    });
            return Future.fromCompletionStage(left.orTimeout(LEAVE_SECONDS, TimeUnit.SECONDS));
        });
    }
}
