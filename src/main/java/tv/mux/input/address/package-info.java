/**
 * Addresses of inputs: parses them, and decides whether a redirect or a playlist entry may be fetched. Private
 * addresses are allowed for the input itself and for INPUT_ALLOW only.
 */
package tv.mux.input.address;
