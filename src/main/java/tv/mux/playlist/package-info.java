/**
 * Renders media and master playlists from the index (RFC 8216). The same index gives the same bytes on every node.
 * Pure.
 */
package tv.mux.playlist;
