/**
 * Reads live HLS inputs. Reloads the playlist as RFC 8216 §6.3.4 says, fetches segments ahead within limits, and
 * reports breaks, stalls and the end. {@link tv.mux.input.InputReader} is the entry point, and
 * {@link tv.mux.input.PlaylistFollower} contains the rules. Uses the network, on the event loop that opened the reader.
 */
package tv.mux.input;
