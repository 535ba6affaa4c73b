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
 * cannot be reached from outside. Only a muxer with CLUSTER_BUS_PORT has a clustered event bus. A node that is alone
 * has no Hazelcast member and opens no port for one.
 *
 * @param vertx the node's Vert.x
 * @param hazelcast the Hazelcast member; empty if the node is alone
 * @param node this node's id, for as long as the process lives
 * @param cluster the settings it was started with
 */
public record Members(Vertx vertx, Optional<HazelcastInstance> hazelcast, String node, Config.Cluster cluster) {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    /** From so many muxers on a majority of them can tell that it is one. */
    private static final int MAJORITY_FROM = 3;

    /**
     * What blocks for long has threads of its own; the pools are for reading and writing files. Vert.x itself would
     * keep 20 each.
     */
    private static final int WORKERS = 8;

    private static final long LEAVE_SECONDS = 3;

    /** Starts a member and its Vert.x. Blocks while Hazelcast starts: not for an event loop. */
    public static Future<Members> start(Config config, MeterRegistry meters) {
        Config.Cluster cluster = config.cluster();
        boolean edge = config.role() == Config.Role.EDGE;
        String node = UUID.randomUUID().toString().substring(0, 8);
        MicrometerMetricsOptions metrics =
                new MicrometerMetricsOptions().setEnabled(true).setDisabledMetricsCategories(unwanted());
        VertxOptions options = EventLoops.watched(new VertxOptions())
                .setMetricsOptions(metrics)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS);
        var builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
        AllowedClasses.boundAll();
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
        return vertx.map(started -> new Members(started, Optional.of(hazelcast), node, cluster))
                .onSuccess(Members::begun)
                .onFailure(e -> hazelcast.shutdown());
    }

    private void begun() {
        // Message bodies are JSON. Allow no Java deserialisation of bytes from the network.
        vertx.eventBus().serializableChecker(name -> false).clusterSerializableChecker(name -> false);
        logMembers();
    }

    private static Set<String> unwanted() {
        Set<MetricsDomain> wanted = EnumSet.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS);
        return EnumSet.allOf(MetricsDomain.class).stream()
                .filter(domain -> !wanted.contains(domain))
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
            return "a member at " + member.getAddress() + " without the attributes of a node: it is ignored";
        }
        Member known = member(member);
        return known.role() + " " + known.node() + " at " + Redaction.url(known.url());
    }

    /** Whether there is nobody else, ever. */
    public boolean alone() {
        return cluster.alone();
    }

    /** The nodes this one sees, itself among them. */
    public List<Member> all() {
        return alone()
                ? List.of(new Member(node, "muxer", ""))
                : seen().map(Members::member).toList();
    }

    /** The nodes this one sees, but itself. */
    public List<Member> others() {
        return seen().filter(member -> !member.localMember())
                .map(Members::member)
                .toList();
    }

    /** Whether a node is seen. */
    boolean lives(String id) {
        return all().stream().anyMatch(member -> id.equals(member.node()));
    }

    /** Whether more than half of the muxers are seen, where there are enough of them to tell. */
    boolean majority() {
        int muxers = cluster.members().size();
        return muxers < MAJORITY_FROM
                || 2 * seen().filter(member -> !member.isLiteMember()).count() > muxers;
    }

    /** The members that have the attributes of a node. */
    private Stream<com.hazelcast.cluster.Member> seen() {
        try {
            return hazelcast.stream()
                    .flatMap(member -> member.getCluster().getMembers().stream())
                    .filter(member -> NodeAttributes.valid(member::getAttribute));
        } catch (HazelcastException | IllegalStateException e) {
            LOG.debug("Hazelcast has no members now: {}", e.toString());
            return Stream.empty();
        }
    }

    private static Member member(com.hazelcast.cluster.Member member) {
        return new Member(
                member.getAttribute(NodeAttributes.NODE),
                member.isLiteMember() ? "edge" : "muxer",
                member.getAttribute(NodeAttributes.URL));
    }

    /** Leaves the cluster: what a muxer holds goes over to the others first, where that does not take long. */
    public Future<Void> stop() {
        return vertx.close().transform(closed -> {
            CompletableFuture<Void> left =
                    CompletableFuture.runAsync(() -> hazelcast.ifPresent(HazelcastInstance::shutdown), command -> {
                        Thread leaving = new Thread(command, "leave");
                        leaving.setDaemon(true);
                        leaving.start();
                    });
            return Future.fromCompletionStage(left.orTimeout(LEAVE_SECONDS, TimeUnit.SECONDS));
        });
    }
}
