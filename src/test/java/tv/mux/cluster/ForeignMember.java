package tv.mux.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.NodeContext;
import com.hazelcast.internal.serialization.impl.HeapData;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tv.mux.cluster.guard.Guard;
import tv.mux.cluster.guard.GuardedNodeContext;
import tv.mux.harness.Ports;

/** A Hazelcast member, and packets, of a program on the node network that is not a node of Mux. */
public final class ForeignMember {
    private static final byte[] HELLO = "HZC".getBytes(StandardCharsets.US_ASCII);

    /** Flags of an event packet of Hazelcast 4 and later. Hazelcast deserialises its payload at once. */
    private static final char EVENT = 0x84;

    private static final int JAVA_SERIALIZATION = -100;
    private static final int DEPTH = 40;

    private ForeignMember() {}

    /**
     * Tries to join a cluster as a data member.
     *
     * @param cluster name of the cluster
     * @param members addresses of the muxers
     * @param secret CLUSTER_SECRET of the member; empty: the member uses no handshake
     * @param attributes attributes of the member
     * @return the member; it forms a cluster of its own if it was refused
     */
    public static HazelcastInstance join(
            String cluster, List<String> members, String secret, Map<String, String> attributes) {
        Config config = new Config().setClusterName(cluster);
        attributes.forEach(config.getMemberAttributeConfig()::setAttribute);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.partition.count", "31");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.max.join.seconds", "6");
        config.setProperty("hazelcast.socket.bind.any", "false");
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(Ports.free()).setPortAutoIncrement(false).setProtocolType(ProtocolType.MEMBER);
        endpoint.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getAdvancedNetworkConfig().setEnabled(true).setMemberEndpointConfig(endpoint);
        JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members);
        return HazelcastInstanceFactory.newHazelcastInstance(config, null, context(cluster, secret));
    }

    private static NodeContext context(String cluster, String secret) {
        if (secret.isEmpty()) {
            return new DefaultNodeContext();
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("CLUSTER_SECRET", secret);
        settings.put("CLUSTER_NAME", cluster);
        return new GuardedNodeContext(new Guard(
                tv.mux.config.Config.from(settings).cluster(), new SecureRandom(), new SimpleMeterRegistry()));
    }

    /**
     * A packet with a small serialised object graph that would take forever to deserialise. A member reads it before
     * the sender has joined.
     */
    public static byte[] bomb() {
        Set<Object> root = new HashSet<>();
        Set<Object> first = root;
        Set<Object> second = new HashSet<>();
        for (int i = 0; i < DEPTH; i++) {
            Set<Object> left = new HashSet<>(Set.of("x"));
            Set<Object> right = new HashSet<>();
            first.add(left);
            first.add(right);
            second.add(left);
            second.add(right);
            first = left;
            second = right;
        }
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(graph)) {
            out.writeObject(new Object[] {root});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ByteBuffer data = ByteBuffer.allocate(HeapData.HEAP_DATA_OVERHEAD + graph.size());
        data.putInt(0).putInt(JAVA_SERIALIZATION).put(graph.toByteArray());
        return packet(data.position(), data.array());
    }

    /**
     * A packet.
     *
     * @param size length of the payload that the header announces
     * @param payload the payload that follows
     */
    public static byte[] packet(int size, byte... payload) {
        ByteBuffer packet = ByteBuffer.allocate(HELLO.length + 11 + payload.length);
        packet.put(HELLO).put((byte) 4).putChar(EVENT).putInt(0).putInt(size).put(payload);
        return packet.array();
    }
}
