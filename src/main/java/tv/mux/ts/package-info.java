/**
 * Reads and rewrites MPEG-TS segments (ISO/IEC 13818-1): packets, tables, time stamps and continuity counters. Pure:
 * byte arrays in, records or byte arrays out.
 */
package tv.mux.ts;
