package tv.mux.cluster;

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

/** Puts the handshake before everything else that is read or written on a connection between members. */
@SuppressWarnings("rawtypes") // as Hazelcast declares its handlers
final class GuardedChannelInitializer implements ChannelInitializer {
    /** A handshake takes two round trips; a node that is just starting, on a busy machine, takes its time. */
    private static final long LIMIT_MS = 10_000;

    /** Accepted connections that may be in their handshake at a time. */
    private static final int MOST_PENDING = 64;

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
        // As Hazelcast's own initializer has it: who connects says its protocol first.
        SingleProtocolEncoder verified = new SingleProtocolEncoder(
                connects ? packetsOut : new OutboundHandler[] {new MemberProtocolEncoder(packetsOut)});
        OutboundHandler out = connects ? new MemberProtocolEncoder(verified) : verified;
        SingleProtocolDecoder in = new SingleProtocolDecoder(ProtocolType.MEMBER, packetsIn, verified);
        String peer = peer(channel);
        if (connects && guard.speaksPlain(peer)) {
            channel.outboundPipeline().addLast(out);
            channel.inboundPipeline().addLast(in);
            return;
        }
        Runnable settled = await(channel, connection, connects, peer);
        HandshakeEncoder encoder = new HandshakeEncoder(out);
        channel.outboundPipeline().addLast(encoder);
        channel.inboundPipeline()
                .addLast(new HandshakeDecoder(guard, connects, peer, connection, encoder, in, settled));
    }

    private static String peer(Channel channel) {
        Object wanted = channel.attributeMap().get(Address.class);
        return String.valueOf(wanted == null ? channel.remoteSocketAddress() : wanted);
    }

    /** Closes the connection unless its handshake is settled in time, and before too many others have come. */
    private Runnable await(Channel channel, ServerConnection connection, boolean connects, String peer) {
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
                .schedule(() -> close.accept("it proves no secret"), LIMIT_MS, TimeUnit.MILLISECONDS);
        if (!connects) {
            pending.add(close);
            // The oldest goes: nodes are through in a moment, so that nobody keeps them out by many connections.
            if (pending.size() > MOST_PENDING) {
                Optional.ofNullable(pending.poll()).ifPresent(oldest -> oldest.accept("it proves no secret"));
            }
        }
        return settle;
    }
}
