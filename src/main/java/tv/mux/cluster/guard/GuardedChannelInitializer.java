package tv.mux.cluster.guard;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.MemberProtocolEncoder;
import com.hazelcast.internal.server.tcp.SingleProtocolDecoder;
import com.hazelcast.internal.server.tcp.SingleProtocolEncoder;
import com.hazelcast.spi.impl.NodeEngine;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Adds the handshake to each connection between members, before Hazelcast reads or writes anything on the connection.
 */
@SuppressWarnings("rawtypes") // as Hazelcast declares its handlers
final class GuardedChannelInitializer implements ChannelInitializer {
    /** Time limit of a handshake. A handshake takes two round trips, but a starting node on a busy machine is slow. */
    private static final long LIMIT_MS = 10_000;

    /** Limit of accepted connections that are in their handshake at the same time. */
    private static final int MAX_PENDING = 64;

    private final Guard guard;
    private final ServerContext context;
    private final NodeEngine engine;
    private final Queue<Consumer<String>> pending = new ConcurrentLinkedQueue<>();

    GuardedChannelInitializer(Guard guard, ServerContext context, NodeEngine engine) {
        this.guard = guard;
        this.context = context;
        this.engine = engine;
    }

    @Override
    public void initChannel(Channel channel) {
        ServerConnection connection = (ServerConnection) channel.attributeMap().get(ServerConnection.class);
        boolean connects = channel.isClientMode();
        OutboundHandler[] packetsOut = context.createOutboundHandlers(EndpointQualifier.MEMBER, connection);
        InboundHandler[] packetsIn = context.createInboundHandlers(EndpointQualifier.MEMBER, connection);
        // As in Hazelcast's own initializer, the connecting side sends its protocol first.
        SingleProtocolEncoder verified = new SingleProtocolEncoder(
                connects ? packetsOut : new OutboundHandler[] {new MemberProtocolEncoder(packetsOut)});
        OutboundHandler out = connects ? new MemberProtocolEncoder(verified) : verified;
        SingleProtocolDecoder in = new SingleProtocolDecoder(ProtocolType.MEMBER, packetsIn, verified);
        String peer = peer(channel);
        if (connects && guard.skipsHandshake(peer)) {
            channel.outboundPipeline().addLast(out);
            channel.inboundPipeline().addLast(in);
            return;
        }
        Runnable settled = limit(channel, connection, connects, peer);
        HandshakeEncoder encoder = new HandshakeEncoder(out);
        channel.outboundPipeline().addLast(encoder);
        channel.inboundPipeline()
                .addLast(new HandshakeDecoder(guard, connects, peer, connection, encoder, in, settled));
    }

    /** The address for the log: the configured one if this node connects, otherwise the remote socket's. */
    private static String peer(Channel channel) {
        Object address = channel.attributeMap().get(Address.class);
        return String.valueOf(address == null ? channel.remoteSocketAddress() : address);
    }

    /**
     * Closes the connection if its handshake takes too long, or if too many newer connections are in their handshake.
     *
     * @return run this when the handshake has ended
     */
    private Runnable limit(Channel channel, ServerConnection connection, boolean connects, String peer) {
        AtomicBoolean settled = new AtomicBoolean();
        Consumer<String> close = reason -> {
            if (settled.compareAndSet(false, true)) {
                if (!connects) {
                    guard.refusals().add(peer, reason);
                }
                connection.close(reason, null);
            }
        };
        Runnable settle = () -> {
            settled.set(true);
            pending.remove(close);
        };
        channel.addCloseListener(closed -> settle.run());
        engine.getExecutionService()
                .schedule(() -> close.accept("the handshake took too long"), LIMIT_MS, TimeUnit.MILLISECONDS);
        if (!connects) {
            pending.add(close);
            // Close the oldest connection. The handshake of a node is short, so many connections of an attacker do not
            // keep a node out.
            if (pending.size() > MAX_PENDING) {
                Optional.ofNullable(pending.poll()).ifPresent(oldest -> oldest.accept("too many newer connections"));
            }
        }
        return settle;
    }
}
