/**
 * The typed event bus: sends records as JSON objects, so that debugging tools can read and publish messages.
 * {@link tv.mux.bus.Addresses} lists all addresses. Uses the Vert.x event bus, on the caller's context.
 */
package tv.mux.bus;
