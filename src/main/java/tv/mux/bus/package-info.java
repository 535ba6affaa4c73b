/**
 * The typed event bus. Records go in and come out; JSON objects travel, so that debugging tools can read and publish
 * them. {@link tv.mux.bus.Addresses} lists all addresses.
 */
package tv.mux.bus;
