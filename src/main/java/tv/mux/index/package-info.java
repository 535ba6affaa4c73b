/**
 * The segment index of the stream and the changes that lead from one version to the next. Pure: the index lives in a
 * Hazelcast map and in {@code log.json}, both outside this package.
 */
package tv.mux.index;
