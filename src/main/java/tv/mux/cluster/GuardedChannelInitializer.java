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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the handshake before everything else that is read or written on a connection between members. */
@SuppressWarnings("rawtypes") // as Hazelcast declares its handlers
final class GuardedChannelInitializer implements ChannelInitializer {
    /** A handshake takes two round trips. */
    private static final long LIMIT_MS = 5_000;

    /** Connections that may be in their handshake at a time; more are closed at once. */
    private static final int MOST_PENDING = 64;

    private final Guard guard;
    private final ServerContext context;
    private final NodeEngine engine;
    private final AtomicInteger pending = new AtomicInteger();

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

    /** Closes the connection unless its handshake is settled in time. */
    private Runnable await(Channel channel, ServerConnection connection, boolean connects, String peer) {
        AtomicBoolean over = new AtomicBoolean();
        boolean tooMany = pending.incrementAndGet() > MOST_PENDING && !connects;
        Runnable settled = () -> {
            if (over.compareAndSet(false, true)) {
                pending.decrementAndGet();
            }
        };
        channel.addCloseListener(closed -> settled.run());
        engine.getExecutionService()
                .schedule(
                        () -> {
                            if (!over.get()) {
                                settled.run();
                                String reason = tooMany ? "too many connections at a time" : "it proves no secret";
                                guard.refusals().add(peer, reason);
                                connection.close(reason, null);
                            }
                        },
                        tooMany ? 0 : LIMIT_MS,
                        TimeUnit.MILLISECONDS);
        return settled;
    }
}
