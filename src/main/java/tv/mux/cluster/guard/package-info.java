/**
 * Guards the Hazelcast port. A peer proves that it knows the secret before Hazelcast reads a byte from it, and
 * oversized packets are refused.
 */
package tv.mux.cluster.guard;
