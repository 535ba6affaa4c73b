/**
 * The renditions of a run: which ones are encoded, with which size, level and bit rate, the FFmpeg command that makes
 * them, and the check that their segments are aligned. Pure.
 */
package tv.mux.ladder;
