/**
 * Stores and changes the segment index: the Hazelcast map, fencing by lease, {@code log.json} and the segment files on
 * disk, and the verticle that publishes segments.
 */
package tv.mux.indexing;
