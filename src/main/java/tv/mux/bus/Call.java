package tv.mux.bus;

/**
 * An address for requests, each with one reply, within this node.
 *
 * @param address the event-bus address
 * @param request type of the request's body
 * @param reply type of the reply's body
 */
public record Call<Q, R>(String address, Class<Q> request, Class<R> reply) {}
