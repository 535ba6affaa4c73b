/**
 * The records with which verticles report their state, as JSON on the event bus and in the status of the admin
 * listener.
 */
package tv.mux.status;
