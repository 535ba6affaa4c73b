package tv.mux.cluster;

import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;

/** Creates a Hazelcast member that accepts connections from nodes of its cluster only. */
final class GuardedNodeContext extends DefaultNodeContext {
    private final Guard guard;

    GuardedNodeContext(Guard guard) {
        this.guard = guard;
    }

    @Override
    public NodeExtension createNodeExtension(Node node) {
        return new GuardedNodeExtension(node, guard);
    }
}
