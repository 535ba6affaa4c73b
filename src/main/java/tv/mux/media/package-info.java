/**
 * Reads elementary streams: time stamps, stream types, H.264 parameter sets, key frames, ADTS and packed audio. Pure.
 */
package tv.mux.media;
