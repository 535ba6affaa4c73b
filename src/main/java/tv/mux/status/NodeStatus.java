package tv.mux.status;

import java.util.List;

/**
 * State of a node in the cluster.
 *
 * @param node node id
 * @param leads whether the node leads
 * @param since when the node became the leader or stopped being the leader, milliseconds since the epoch
 * @param why reason for the present role, for the operator
 * @param members the nodes that this node sees, including itself
 */
public record NodeStatus(String node, boolean leads, long since, String why, List<Member> members) {

    public NodeStatus {
        members = List.copyOf(members);
    }

    /**
     * A node of the cluster.
     *
     * @param node node id
     * @param role muxer or edge
     * @param url URL from which other nodes fetch its segments; empty if they cannot
     */
    public record Member(String node, String role, String url) {}
}
