/**
 * Fetches playlists and segments of inputs over HTTP, within limits of time, size and memory. Connects only to the
 * address that was checked. Does all work on the event loop, except name resolution, decompression, decryption and
 * parsing, which run on worker threads.
 */
package tv.mux.input.fetch;
