/**
 * The Hazelcast entry processor that changes the index. Cluster members exchange it by class name, so the package and
 * its classes keep the names of release 0.3.0.
 */
package tv.mux.log;
