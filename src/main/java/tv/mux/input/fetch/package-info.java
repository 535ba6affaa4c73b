/**
 * Fetches playlists and segments of inputs over HTTP within limits of time and memory. Pins the address that was
 * checked, decrypts AES-128, and runs the parsers with a time limit.
 */
package tv.mux.input.fetch;
