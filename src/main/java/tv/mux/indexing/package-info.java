/**
 * Stores and changes the segment index: in a Hazelcast map, fenced by the leader's lease, and in {@code log.json} next
 * to the segment files. Contains the verticle that publishes segments. The disk is at least as new as the shared index,
 * so that no number is used twice. Disk access runs on worker threads; the rest runs on event loops.
 */
package tv.mux.indexing;
