package tv.mux.bus;

/**
 * The body of a request without parameters, and of a reply without a result.
 *
 * @param done always true
 */
public record Acknowledged(boolean done) {
    public static final Acknowledged DONE = new Acknowledged(true);
}
