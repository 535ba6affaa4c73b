/**
 * The demo and the test inputs: synthetic live inputs with faults on demand, a scheduler, a web page with a player, and
 * the commands {@code demo} and {@code cluster}. The package starts FFmpeg and node processes, and serves HTTP. The
 * service does not depend on it.
 */
package tv.mux.demo;
