/**
 * The renditions of adaptive mode: which are encoded, at which size, level and bit rate, and whether their segments are
 * aligned. Pure.
 */
package tv.mux.ladder;
