/**
 * The service itself: {@link tv.mux.Main} reads arguments and signals, and {@link tv.mux.Mux} deploys the verticles of
 * a node in order. Only this package knows all others.
 */
package tv.mux;
