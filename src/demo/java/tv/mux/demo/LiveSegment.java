package tv.mux.demo;

import io.vertx.core.buffer.Buffer;

/**
 * A segment of a synthetic input.
 *
 * @param msn its media sequence number
 * @param seconds how long it lasts, seconds
 * @param data its transport stream packets; not to be changed
 */
public record LiveSegment(long msn, double seconds, Buffer data) {}
