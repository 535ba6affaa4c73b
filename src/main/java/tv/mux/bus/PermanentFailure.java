package tv.mux.bus;

/** A failure of a request that would fail again if it were repeated. Any other failure may be temporary. */
public final class PermanentFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The reason is a text for the operator. */
    public PermanentFailure(String reason) {
        super(reason, null, false, false);
    }
}
