/**
 * A run: one FFmpeg process that is fed one input and cuts it into segments. {@link tv.mux.run.RunVerticle} starts and
 * stops runs as the switch asks, and reports finished segments.
 */
package tv.mux.run;
