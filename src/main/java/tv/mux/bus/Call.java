package tv.mux.bus;

/**
 * An address that answers: one question, one reply, on this node.
 *
 * @param address the event-bus address
 * @param question the record whose JSON form is sent
 * @param answer the record whose JSON form comes back
 */
public record Call<Q, A>(String address, Class<Q> question, Class<A> answer) {}
