/**
 * Parses the URLs of inputs, and decides whether Mux may connect to their addresses. Redirects and playlist entries may
 * use private addresses only if the input itself has the same host and port, or if INPUT_ALLOW permits them. Sends no
 * request.
 */
package tv.mux.input.address;
