/**
 * Parses and compares the playlists of inputs (RFC 8216), and chooses the variant stream and the start offset. Pure:
 * text in, records out. Size limits bound the time and memory of every parse.
 */
package tv.mux.input.playlist;
