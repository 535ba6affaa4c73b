package tv.mux.ts;

/** Bytes that are no transport stream, or hold nothing to show. The message is one line that says why. */
public final class TsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the line that says why. */
    public TsException(String message) {
        super(message);
    }
}
