/**
 * Serves players: playlists and segments from memory, with conditional, range and compressed responses.
 * {@link tv.mux.http.LiveView} keeps the part of the stream that players can request, and guarantees that a listed
 * segment never changes. The package runs on one event loop, and reads segments from disk or from other nodes.
 */
package tv.mux.http;
