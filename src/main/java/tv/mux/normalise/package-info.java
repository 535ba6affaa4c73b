/**
 * Turns the segments of an input into MPEG-TS with H.264 and AAC: passes through what players can play, transcodes the
 * rest, and adds missing audio or video. {@link tv.mux.normalise.InputNormaliser} runs one FFmpeg process for each
 * segment that must change, on worker threads and with files in a directory of its own. Time stamps stay those of the
 * input.
 */
package tv.mux.normalise;
