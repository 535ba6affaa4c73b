package tv.mux.auth;

/** The peer is not a node of this cluster. The message gives the reason and contains nothing that the peer sent. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the exception without a stack trace, which would add nothing to the message. */
    public RefusedException(String message) {
        super(message, null, false, false);
    }
}
