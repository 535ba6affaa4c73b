/**
 * Child processes: starts, feeds and kills FFmpeg, and parses its standard output and standard error. Reads and writes
 * pipes on worker threads and on threads of its own, never on the event loop. No process outlives its time limit, and
 * none inherits a secret.
 */
package tv.mux.process;
