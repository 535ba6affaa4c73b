/**
 * Helpers that every package may use: back-off, the rule for logging a repeated failure, the monotonic clock, a bounded
 * map and a task that never runs twice at a time. No class touches the disk or the network.
 */
package tv.mux.common;
