package tv.mux.status;

import java.util.List;

/**
 * How a node stands in the cluster.
 *
 * @param node its id
 * @param leads whether it leads
 * @param since since when it does, or does not, milliseconds since the epoch
 * @param why what put it there, in words for the operator
 * @param members the nodes it sees, itself among them
 */
public record NodeStatus(String node, boolean leads, long since, String why, List<Member> members) {

    public NodeStatus {
        members = List.copyOf(members);
    }

    /**
     * A node.
     *
     * @param node its id
     * @param role muxer or edge
     * @param url where other nodes fetch its segments; empty where they cannot
     */
    public record Member(String node, String role, String url) {}
}
