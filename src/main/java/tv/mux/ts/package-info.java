/** Reads and rewrites MPEG-TS (ISO 13818-1): packets, tables, time stamps. Pure: arrays in, arrays out. */
package tv.mux.ts;
