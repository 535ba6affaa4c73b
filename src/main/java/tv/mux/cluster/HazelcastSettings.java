package tv.mux.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.ProtocolType;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.UUID;
import tv.mux.cluster.guard.NodeAttributes;
import tv.mux.config.Config.Cluster;
import tv.mux.config.ConfigException;
import tv.mux.indexing.HazelcastIndex;
import tv.mux.indexing.IndexMergePolicy;

/**
 * Creates the Hazelcast configuration of a node: few threads, few partitions, and fast detection of members that are
 * gone.
 */
final class HazelcastSettings {
    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Properties that differ from Hazelcast's defaults. By default, Hazelcast removes a silent member after 60 seconds.
     */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.operation.thread.count", "2"),
            Map.entry("hazelcast.event.thread.count", "2"),
            Map.entry("hazelcast.partition.count", "31"),
            Map.entry("hazelcast.io.thread.count", "1"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            Map.entry("hazelcast.operation.call.timeout.millis", "8000"),
            Map.entry("hazelcast.operation.backup.timeout.millis", "2000"),
            Map.entry("hazelcast.operation.fail.on.indeterminate.state", "true"),
            Map.entry("hazelcast.connection.monitor.max.faults", "1"),
            // This is also the number of attempts, and the first dozen take only a moment. With few attempts, a member
            // that notices the silence of the master before the others do would form a cluster without them.
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "120"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "3"));

    private HazelcastSettings() {}

    /**
     * The configuration of a member. A node without a cluster needs none.
     *
     * @param edge whether the node is an edge, which stores no data
     * @throws ConfigException if CLUSTER_MEMBERS does not contain this muxer
     */
    static Config of(Cluster cluster, boolean edge, String node) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.name());
        config.setLiteMember(edge);
        // Mux has its own metrics.
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(AllowedClasses.filter());
        // The cluster manager of Vert.x requires this attribute if it does not start the member itself.
        config.getMemberAttributeConfig()
                .setAttribute("__vertx.nodeId", UUID.randomUUID().toString())
                .setAttribute(NodeAttributes.NODE, node)
                .setAttribute(NodeAttributes.URL, cluster.url());
        PROPERTIES.forEach(config::setProperty);
        // No operation waits for the asynchronous backup. It keeps the data if two members fail one after the other.
        config.addMapConfig(new MapConfig(HazelcastIndex.MAP)
                .setBackupCount(1)
                .setAsyncBackupCount(1)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(IndexMergePolicy.class.getName())));
        config.addMapConfig(new MapConfig(SharedLease.MAP)
                .setBackupCount(1)
                .setAsyncBackupCount(1)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(LeaseMerge.class.getName())));
        String host = address(cluster);
        if (!edge) {
            requireListed(cluster, host);
        }
        // Use an endpoint for members only. Hazelcast's default endpoint for all protocols spins on a connection to a
        // stopped process, whose socket accepts the connection but never responds. The spinning blocks all other
        // connections of the I/O thread.
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(cluster.port()).setPortAutoIncrement(false);
        endpoint.setProtocolType(ProtocolType.MEMBER);
        endpoint.getInterfaces().setEnabled(true).addInterface(host);
        AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
        network.setMemberEndpointConfig(endpoint);
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
        return config;
    }

    /** The IP address of CLUSTER_HOST. */
    static String address(Cluster cluster) {
        String host = cluster.host().orElse(LOOPBACK);
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException("CLUSTER_HOST=" + host + " is not allowed: the name has no IP address");
        }
    }

    /** Checks that CLUSTER_MEMBERS contains this muxer. The majority is computed from that list. */
    private static void requireListed(Cluster cluster, String host) {
        for (String member : cluster.members()) {
            int colon = member.lastIndexOf(':');
            if (Integer.parseInt(member.substring(colon + 1)) == cluster.port()
                    && host.equals(resolved(member.substring(0, colon)))) {
                return;
            }
        }
        throw new ConfigException("CLUSTER_MEMBERS=" + String.join(",", cluster.members())
                + " is not allowed: it must contain this muxer, CLUSTER_HOST:CLUSTER_PORT=" + host + ":"
                + cluster.port());
    }

    private static String resolved(String name) {
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            return name; // the machine may not be set up yet
        }
    }
}
