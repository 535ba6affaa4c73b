package tv.mux.demo;

import io.vertx.core.buffer.Buffer;

/**
 * A segment of a synthetic input.
 *
 * @param msn media sequence number
 * @param seconds duration in seconds
 * @param data transport stream packets; must not be changed
 */
public record LiveSegment(long msn, double seconds, Buffer data) {}
