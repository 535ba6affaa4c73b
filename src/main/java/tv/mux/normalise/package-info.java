/**
 * Turns the segments of an input into MPEG-TS with H.264 and AAC: passes through what players can play, transcodes the
 * rest, and adds missing audio or video.
 */
package tv.mux.normalise;
