/** Child processes: start, watch and kill FFmpeg, and read what it writes to standard output and standard error. */
package tv.mux.process;
