/**
 * A run: one FFmpeg process that is fed one input and divides it into segments. {@link tv.mux.run.RunVerticle} starts
 * and stops runs on request and publishes finished segments. All state is confined to the event loop; files and pipes
 * are used on worker threads. No frame is lost or repeated between a run and the run that resumes it.
 */
package tv.mux.run;
