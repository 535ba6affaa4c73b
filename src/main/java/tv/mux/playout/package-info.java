/**
 * The clock and the buffers of the audio output: splits coded audio into frames, and queues PCM so that listeners get
 * a continuous stream at real-time speed. Pure.
 */
package tv.mux.playout;
