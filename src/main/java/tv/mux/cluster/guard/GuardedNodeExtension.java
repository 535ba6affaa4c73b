package tv.mux.cluster.guard;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.cluster.impl.JoinRequest;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import java.util.function.Function;
import tv.mux.auth.RefusedException;

/**
 * Adds the handshake, the packet limit and the check of join requests to a Hazelcast member. Hazelcast's own
 * authentication is not in the open-source edition, and this release does not have
 * {@code hazelcast.application.validation.token}. Both would also act too late, because Hazelcast reads and
 * deserialises packets before a member has joined.
 */
@SuppressWarnings("rawtypes") // as Hazelcast declares its handlers
final class GuardedNodeExtension extends DefaultNodeExtension {
    private final Guard guard;

    GuardedNodeExtension(Node node, Guard guard) {
        super(node);
        this.guard = guard;
    }

    @Override
    public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext context) {
        Function<EndpointQualifier, ChannelInitializer> plain = super.createChannelInitializerFn(context);
        if (guard.open()) {
            return plain;
        }
        ChannelInitializer guarded = new GuardedChannelInitializer(guard, context, node.getNodeEngine());
        return qualifier -> qualifier.equals(EndpointQualifier.MEMBER) ? guarded : plain.apply(qualifier);
    }

    @Override
    public InboundHandler[] createInboundHandlers(
            EndpointQualifier qualifier, ServerConnection connection, ServerContext context) {
        return new InboundHandler[] {
            new BoundedPacketDecoder(connection, node.getNodeEngine().getPacketDispatcher(), guard.refusals())
        };
    }

    @Override
    public void validateJoinRequest(JoinMessage message) {
        super.validateJoinRequest(message);
        // The master calls this method a second time, with the whole request.
        if (message instanceof JoinRequest request && !NodeAttributes.valid(request.getAttributes()::get)) {
            guard.refusals()
                    .add(String.valueOf(request.getAddress()), "the joining member has no valid mux.node and mux.url");
            throw new RefusedException("a member without mux.node and mux.url is not a node of this cluster");
        }
    }
}
