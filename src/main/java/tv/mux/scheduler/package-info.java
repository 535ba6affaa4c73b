/**
 * The client of the scheduler's server-sent events: keeps a connection open, parses the events, and publishes each
 * playhead on the event bus. The parsers of the event stream and of the playhead are pure; {@code EventConnection} uses
 * the network.
 */
package tv.mux.scheduler;
