/** Renders media and master playlists from the index (RFC 8216). Pure. */
package tv.mux.playlist;
