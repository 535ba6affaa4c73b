/**
 * Reads elementary streams: codecs, H.264 parameter sets, key frames, ADTS and packed audio. Also the arithmetic of
 * MPEG time stamps. Pure: byte arrays in, records out.
 */
package tv.mux.media;
