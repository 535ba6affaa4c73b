/**
 * Serves status and metrics to operators on a separate port. Collects the latest status messages from the event bus,
 * runs on one event loop, and never delays the service: no other package waits for it.
 */
package tv.mux.admin;
