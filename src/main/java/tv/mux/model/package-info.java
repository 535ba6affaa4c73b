/**
 * The records that describe the domain and travel on the event bus as JSON: segment, playhead, position, and the
 * requests between verticles. Their property names are a public promise.
 */
package tv.mux.model;
