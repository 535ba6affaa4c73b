/**
 * Membership and leadership: starts Hazelcast and Vert.x, and holds the lease that decides which muxer is the leader.
 * Of the muxers that reach each other, at most one acts as the leader at any time, whatever their clocks show. Uses the
 * network, the event loop and Hazelcast's threads.
 */
package tv.mux.cluster;
