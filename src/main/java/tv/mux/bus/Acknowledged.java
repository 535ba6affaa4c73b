package tv.mux.bus;

/**
 * A question that needs no words, or an answer that it was done.
 *
 * @param done always true
 */
public record Acknowledged(boolean done) {
    /** The one there is. */
    public static final Acknowledged DONE = new Acknowledged(true);
}
