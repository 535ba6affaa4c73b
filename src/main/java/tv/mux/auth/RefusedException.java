package tv.mux.auth;

/** Somebody who asks is no node of this cluster. The message says why, and holds nothing that was sent. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says why; a stack trace would say nothing more. */
    public RefusedException(String message) {
        super(message, null, false, false);
    }
}
