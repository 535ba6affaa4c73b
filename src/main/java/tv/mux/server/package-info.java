/** HTTP listeners that outside clients cannot exhaust: connection limits, time limits, and strict HTTP/1.1 framing. */
package tv.mux.server;
