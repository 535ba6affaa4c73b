/** Parses and compares the playlists of inputs (RFC 8216). Pure: text in, records out; all sizes are bounded. */
package tv.mux.input.playlist;
