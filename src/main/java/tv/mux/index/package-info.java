/**
 * The segment index of the stream: its content, its rules, its JSON, and the changes from one version to the next. Each
 * version is immutable. Pure: other packages store the index in a Hazelcast map and in {@code log.json}.
 */
package tv.mux.index;
