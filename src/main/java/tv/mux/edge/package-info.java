/**
 * Segments between nodes. Muxers copy each segment to each other before it is listed, and every node fetches what it
 * lacks from the nodes that have it.
 */
package tv.mux.edge;
