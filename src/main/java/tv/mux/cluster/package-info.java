/**
 * Membership and leadership: starts Hazelcast and the clustered Vert.x, and holds the lease that decides which muxer
 * leads.
 */
package tv.mux.cluster;
