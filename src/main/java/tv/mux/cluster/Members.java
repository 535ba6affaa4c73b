package tv.mux.cluster;

import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tv.mux.config.Config;

/**
 * This node in the cluster: a Hazelcast member, and a Vert.x whose event bus reaches the others. One machine alone is a
 * cluster of one, bound to loopback, that looks for nobody.
 *
 * @param vertx the clustered Vert.x
 * @param hazelcast the member
 * @param node this node's id
 */
public record Members(Vertx vertx, HazelcastInstance hazelcast, String node) {
    private static final String LOOPBACK = "127.0.0.1";
    /** What blocks for long has threads of its own; the pools are for reading and writing files. Vert.x itself would keep 20 each. */
    private static final int WORKERS = 8;

    /** Starts a member and its Vert.x. Blocks while Hazelcast starts: not for an event loop. */
    public static Future<Members> start(Config.Cluster cluster, MeterRegistry meters) {
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(hazelcast(cluster));
        String node = hazelcast.getLocalEndpoint().getUuid().toString().substring(0, 8);
        EventBusOptions bus = new EventBusOptions()
                .setHost(cluster.host().orElse(LOOPBACK))
                .setPort(cluster.busPort().orElse(0));
        Set<MetricsDomain> wanted = EnumSet.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS);
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setDisabledMetricsCategories(EnumSet.allOf(MetricsDomain.class).stream()
                        .filter(domain -> !wanted.contains(domain))
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet()));
        return Vertx.builder()
                .with(new VertxOptions()
                        .setEventBusOptions(bus)
                        .setMetricsOptions(metrics)
                        .setWorkerPoolSize(WORKERS)
                        .setInternalBlockingPoolSize(WORKERS))
                .withMetrics(new MicrometerMetricsFactory(meters))
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered()
                .map(vertx -> new Members(vertx, hazelcast, node))
                .onFailure(e -> hazelcast.shutdown());
    }

    private static com.hazelcast.config.Config hazelcast(Config.Cluster cluster) {
        com.hazelcast.config.Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.name());
        // The cluster manager of a member that we start ourselves asks for it.
        config.getMemberAttributeConfig()
                .setAttribute("__vertx.nodeId", UUID.randomUUID().toString());
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.operation.thread.count", "2")
                .setProperty("hazelcast.event.thread.count", "2")
                .setProperty("hazelcast.partition.count", "31")
                .setProperty("hazelcast.io.thread.count", "1");
        NetworkConfig network = config.getNetworkConfig();
        String host = cluster.host().orElse(LOOPBACK);
        network.setPort(cluster.port()).setPortAutoIncrement(cluster.members().isEmpty());
        network.getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(!cluster.members().isEmpty()).setMembers(cluster.members());
        return config;
    }

    /** Leaves the cluster. */
    public Future<Void> stop() {
        return vertx.close().eventually(() -> {
            hazelcast.getLifecycleService().terminate();
            return Future.succeededFuture();
        });
    }
}
