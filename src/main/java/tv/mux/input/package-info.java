/**
 * Reads a live HLS input: polls its playlist as RFC 8216 §6.3.4 says, fetches its segments ahead within bounds, checks
 * every address before it is fetched, and tells what it sees (stall, end, gap, discontinuity, numbering that starts
 * over). {@link tv.mux.input.InputReader} is the way in; {@link tv.mux.input.Follower} holds the rules.
 */
package tv.mux.input;
