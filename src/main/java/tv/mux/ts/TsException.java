package tv.mux.ts;

/**
 * The bytes are not a transport stream, or contain neither audio nor video. The message is one line with the reason.
 */
public final class TsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TsException(String message) {
        super(message);
    }
}
