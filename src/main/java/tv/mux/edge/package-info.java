/**
 * Transfers segments between nodes over HTTP: muxers copy each new segment to each other before it is listed, and every
 * node fetches missing segments from the muxers. Every fetched segment is checked against its published length and
 * checksum. Uses the network, the disk and the event loop.
 */
package tv.mux.edge;
