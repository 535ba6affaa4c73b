/** Listens to the scheduler's server-sent events and tells what it wants on air. */
package tv.mux.scheduler;
