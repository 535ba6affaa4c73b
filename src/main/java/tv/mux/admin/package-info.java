/**
 * Serves status and metrics for operators on a listener of its own, apart from the players. It collects the latest
 * status messages from the event bus.
 */
package tv.mux.admin;
