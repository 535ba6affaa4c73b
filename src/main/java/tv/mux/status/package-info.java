/**
 * The records with which verticles report their state: as JSON on the event bus and in the status of the admin
 * listener. Pure. Their property names are a public promise.
 */
package tv.mux.status;
