package tv.mux.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OutOfMemoryHandler;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.auth.Refusals;
import tv.mux.auth.TlsFiles;
import tv.mux.bus.EventLoops;
import tv.mux.cluster.guard.Guard;
import tv.mux.cluster.guard.GuardedNodeContext;
import tv.mux.cluster.guard.NodeAttributes;
import tv.mux.config.Config;
import tv.mux.config.OutOfMemory;
import tv.mux.server.ListenerTransport;
import tv.mux.status.NodeStatus.Member;
import tv.mux.text.Redaction;

/**
 * The connection of this node to its cluster: a Hazelcast member and a Vert.x instance. Muxers hold data; edges are
 * lite members. The event bus is local to each node, so that it never waits for muxers that are down, and so that it
 * cannot be reached from outside. Only a muxer with CLUSTER_BUS_PORT has a clustered event bus. A node without a
 * cluster has no Hazelcast member and opens no port for one.
 *
 * @param vertx the node's Vert.x
 * @param hazelcast the Hazelcast member; empty if the node has no cluster
 * @param node id of this node; a new one at each start of the process
 * @param cluster the cluster settings of this node
 */
public record Members(Vertx vertx, Optional<HazelcastInstance> hazelcast, String node, Config.Cluster cluster) {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    /** Number of muxers from which a leader needs a majority. Of two muxers, one must be able to lead alone. */
    private static final int MAJORITY_FROM = 3;

    /**
     * Size of the two worker pools, which only read and write files. The default of Vert.x is 20 threads each. Longer
     * blocking work has its own threads.
     */
    private static final int WORKERS = 8;

    private static final long SHUTDOWN_SECONDS = 3;

    /** Starts Hazelcast and Vert.x. Blocks until Hazelcast has started, so do not call this method on an event loop. */
    public static Future<Members> start(Config config, MeterRegistry meters) {
        Config.Cluster cluster = config.cluster();
        boolean edge = config.role() == Config.Role.EDGE;
        String node = UUID.randomUUID().toString().substring(0, 8);
        MicrometerMetricsOptions metrics =
                new MicrometerMetricsOptions().setEnabled(true).setDisabledMetricsCategories(disabledCategories());
        VertxOptions options = EventLoops.watched(new VertxOptions())
                .setMetricsOptions(metrics)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS);
        var builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
        AllowedClasses.limitAll();
        TlsFiles.check(cluster.tls());
        if (cluster.alone()) {
            return Future.succeededFuture(new Members(
                    builder.withTransport(new ListenerTransport()).build(), Optional.empty(), node, cluster));
        }
        Hazelcast.setOutOfMemoryHandler(new OutOfMemoryHandler() {
            @Override
            public void onOutOfMemory(OutOfMemoryError error, HazelcastInstance[] instances) {
                OutOfMemory.end();
            }
        });
        HazelcastInstance hazelcast = HazelcastInstanceFactory.newHazelcastInstance(
                HazelcastSettings.of(cluster, edge, node),
                null,
                new GuardedNodeContext(new Guard(cluster, new SecureRandom(), meters)));
        Future<Vertx> vertx;
        if (edge || cluster.busPort().isEmpty()) {
            vertx = Future.succeededFuture(
                    builder.withTransport(new ListenerTransport()).build());
        } else {
            BusSettings.apply(options, cluster);
            boolean encrypted = cluster.tls().serves();
            vertx = builder.withTransport(
                            encrypted
                                    ? new ListenerTransport()
                                    : new ListenerTransport(new BusAcceptor(new Refusals("event bus", meters))))
                    .withClusterManager(new HazelcastClusterManager(hazelcast))
                    .buildClustered();
        }
        return vertx.map(instance -> new Members(instance, Optional.of(hazelcast), node, cluster))
                .onSuccess(Members::started)
                .onFailure(e -> hazelcast.shutdown());
    }

    private void started() {
        // Message bodies are JSON. Allow no Java deserialisation of bytes from the network.
        vertx.eventBus().serializableChecker(name -> false).clusterSerializableChecker(name -> false);
        logMembers();
    }

    private static Set<String> disabledCategories() {
        Set<MetricsDomain> enabled = EnumSet.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS);
        return EnumSet.allOf(MetricsDomain.class).stream()
                .filter(domain -> !enabled.contains(domain))
                .map(MetricsDomain::toCategory)
                .collect(Collectors.toSet());
    }

    private void logMembers() {
        hazelcast.orElseThrow().getCluster().addMembershipListener(new MembershipListener() {
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
        if (!NodeAttributes.valid(member::getAttribute)) {
            return "a member at " + member.getAddress() + " without valid mux.node and mux.url; Mux ignores the member";
        }
        Member node = member(member);
        return node.role() + " " + node.node() + " at " + Redaction.url(node.url());
    }

    /** Whether this node has no cluster. */
    public boolean alone() {
        return cluster.alone();
    }

    /** The current nodes of the cluster, including this node. */
    public List<Member> all() {
        return alone()
                ? List.of(new Member(node, "muxer", ""))
                : nodes().map(Members::member).toList();
    }

    /** The current nodes of the cluster, except this node. */
    public List<Member> others() {
        return nodes().filter(member -> !member.localMember())
                .map(Members::member)
                .toList();
    }

    /** Whether a node is a member of the cluster now. */
    boolean lives(String id) {
        return all().stream().anyMatch(member -> id.equals(member.node()));
    }

    /**
     * Whether more than half of CLUSTER_MEMBERS are present. Always true if the setting has fewer than three muxers.
     */
    boolean majority() {
        int muxers = cluster.members().size();
        return muxers < MAJORITY_FROM
                || 2 * nodes().filter(member -> !member.isLiteMember()).count() > muxers;
    }

    /** The members that have the attributes of a node. */
    private Stream<com.hazelcast.cluster.Member> nodes() {
        try {
            return hazelcast.stream()
                    .flatMap(member -> member.getCluster().getMembers().stream())
                    .filter(member -> NodeAttributes.valid(member::getAttribute));
        } catch (HazelcastException | IllegalStateException e) {
            LOG.debug("Hazelcast cannot list its members: {}", e.toString());
            return Stream.empty();
        }
    }

    private static Member member(com.hazelcast.cluster.Member member) {
        return new Member(
                member.getAttribute(NodeAttributes.NODE),
                member.isLiteMember() ? "edge" : "muxer",
                member.getAttribute(NodeAttributes.URL));
    }

    /** Closes Vert.x and leaves the cluster. Waits at most three seconds for the transfer of data to other members. */
    public Future<Void> stop() {
        return vertx.close().transform(closed -> {
            CompletableFuture<Void> shutdown =
                    CompletableFuture.runAsync(() -> hazelcast.ifPresent(HazelcastInstance::shutdown), command -> {
                        Thread thread = new Thread(command, "leave");
                        thread.setDaemon(true);
                        thread.start();
                    });
            return Future.fromCompletionStage(shutdown.orTimeout(SHUTDOWN_SECONDS, TimeUnit.SECONDS));
        });
    }
}
