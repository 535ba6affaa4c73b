package tv.mux.bus;

/** The answer that something will never be done, however often it is asked for. Any other failure may pass. */
public final class PermanentFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the reason, in words for the operator. */
    public PermanentFailure(String reason) {
        super(reason, null, false, false);
    }
}
