/**
 * The segment index of the stream: its content, its rules, its JSON, and the changes from one version to the next. Each
 * version is immutable. Pure: the index is stored in a Hazelcast map and in {@code log.json}, both outside this package.
 */
package tv.mux.index;
