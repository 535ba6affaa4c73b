/**
 * Sends the audio of the published stream to an Icecast server, as a source client. Reads the segment index and the
 * segment files as any player does, so that a failure here cannot affect the HLS output. Runs on one event loop; uses
 * the network, FFmpeg child processes, and worker threads that read segment files.
 */
package tv.mux.icecast;
