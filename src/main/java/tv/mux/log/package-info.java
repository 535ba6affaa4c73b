/**
 * The entry processor that changes the index. Members exchange it by class name, so this package keeps the name that
 * release 0.3.0 gave it.
 */
package tv.mux.log;
