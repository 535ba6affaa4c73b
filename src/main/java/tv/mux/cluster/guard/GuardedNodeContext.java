package tv.mux.cluster.guard;

import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;

/** Creates a Hazelcast member that accepts connections from nodes of its cluster only. */
public final class GuardedNodeContext extends DefaultNodeContext {
    private final Guard guard;

    public GuardedNodeContext(Guard guard) {
        this.guard = guard;
    }

    @Override
    public NodeExtension createNodeExtension(Node node) {
        return new GuardedNodeExtension(node, guard);
    }
}
