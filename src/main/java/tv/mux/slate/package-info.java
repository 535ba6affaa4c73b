/**
 * Makes the slate: one segment of a still picture and silence that is published again and again while no input
 * delivers. Runs FFmpeg and keeps the files below the output directory, on worker threads.
 */
package tv.mux.slate;
