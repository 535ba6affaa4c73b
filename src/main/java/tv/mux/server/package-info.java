/**
 * HTTP listeners that outside clients cannot exhaust: connection limits, time limits, and strict HTTP/1.1 framing. The
 * package works on Netty channels, on the acceptor's thread and on event loops. It guarantees that clients never use
 * the file descriptors that the service needs for itself.
 */
package tv.mux.server;
