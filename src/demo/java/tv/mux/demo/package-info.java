/**
 * The demo: synthetic live inputs with faults on demand, a scheduler, and a page with a player. The service does not
 * use it.
 */
package tv.mux.demo;
