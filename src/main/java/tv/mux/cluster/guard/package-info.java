/**
 * Guards the Hazelcast port. A peer proves that it has the cluster's secret before Hazelcast reads a byte from the
 * peer, and oversized packets are refused. Uses classes of Hazelcast that are not public API, and runs on Hazelcast's
 * I/O threads.
 */
package tv.mux.cluster.guard;
