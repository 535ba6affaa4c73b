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

/** How Hazelcast is set up: small, quick to see that a member is gone, and quiet. */
final class HazelcastSettings {
    private static final String LOOPBACK = "127.0.0.1";

    /** The others hold what a member held once it was silent for so long; by itself Hazelcast would take a minute. */
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
            // Also the number of attempts, of which the first dozen follow within a moment. With few attempts, a member
            // that notices the master's silence a little before the others would go on without them.
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "120"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "3"));

    private HazelcastSettings() {}

    /**
     * The configuration of a member; a node that is alone has none.
     *
     * @param edge whether it holds no data
     * @throws ConfigException when a muxer is not among the muxers
     */
    static Config of(Cluster cluster, boolean edge, String node) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.name());
        config.setLiteMember(edge);
        // What is worth knowing is among Mux's own metrics.
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(AllowedClasses.filter());
        // The cluster manager of a member that we start ourselves asks for it.
        config.getMemberAttributeConfig()
                .setAttribute("__vertx.nodeId", UUID.randomUUID().toString())
                .setAttribute(NodeAttributes.NODE, node)
                .setAttribute(NodeAttributes.URL, cluster.url());
        PROPERTIES.forEach(config::setProperty);
        // The second copy costs nothing to wait for, and is there when two members go one after the other.
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
        // An endpoint for members only. The one for everybody, which is Hazelcast's default, spins on a connection to a
        // member that is stopped: its socket takes the connection, and nobody answers. All others on that I/O thread
        // wait for it then.
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

    /** The address to bind to. */
    static String address(Cluster cluster) {
        String host = cluster.host().orElse(LOOPBACK);
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException("CLUSTER_HOST=" + host + " is not allowed: no address is known for it");
        }
    }

    /** Muxers count one another by the list: one that is not on it would be one too many. */
    private static void requireListed(Cluster cluster, String host) {
        for (String member : cluster.members()) {
            int colon = member.lastIndexOf(':');
            if (Integer.parseInt(member.substring(colon + 1)) == cluster.port()
                    && host.equals(resolved(member.substring(0, colon)))) {
                return;
            }
        }
        throw new ConfigException("CLUSTER_MEMBERS=" + String.join(",", cluster.members())
                + " is not allowed: this muxer is not in it, CLUSTER_HOST:CLUSTER_PORT is " + host + ":"
                + cluster.port());
    }

    private static String resolved(String name) {
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            return name; // a machine that is not there yet
        }
    }
}
