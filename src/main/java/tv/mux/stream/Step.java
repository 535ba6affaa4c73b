package tv.mux.stream;

import java.util.List;

/**
 * What follows from an event.
 *
 * @param state the state from now on
 * @param orders what is to be done, in this order
 * @param wakeAt when time alone changes something next, milliseconds of the monotonic clock; {@link Long#MAX_VALUE}: never
 */
record Step(StreamState state, List<Order> orders, long wakeAt) {}
