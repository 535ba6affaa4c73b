/** The clock and the buffers of the audio output: frames, reserve, silence and stretching, in PCM samples. Pure. */
package tv.mux.playout;
