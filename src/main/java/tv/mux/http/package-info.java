/**
 * Serves players: playlists and segments from memory, with conditional, range and compressed responses.
 * {@link tv.mux.http.LiveView} keeps the part of the stream that players can request.
 */
package tv.mux.http;
