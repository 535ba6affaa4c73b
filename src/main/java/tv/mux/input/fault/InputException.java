package tv.mux.input.fault;

import tv.mux.config.OutOfMemory;
import tv.mux.status.RunStatus;
import tv.mux.text.Printable;

/** What is wrong with an input. The message is one line for the operator, without secrets. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RunStatus.Cause cause;
    public final boolean answered;

    /**
     * With a message that names what was tried.
     *
     * @param cause the kind of trouble
     * @param detail one line for the operator, redacted
     */
    public InputException(RunStatus.Cause cause, String detail) {
        this(cause, detail, cause != RunStatus.Cause.UNREACHABLE);
    }

    private InputException(RunStatus.Cause cause, String detail, boolean answered) {
        super(detail, null, false, false);
        this.cause = cause;
        this.answered = answered;
    }

    /** The server is there, but does not give this one thing. */
    public static InputException refused(String detail) {
        return new InputException(RunStatus.Cause.UNREACHABLE, detail, true);
    }

    /** The failure as it is; one that nobody foresaw becomes UNREACHABLE with its name. */
    public static InputException of(Throwable failure) {
        OutOfMemory.check(failure);
        return failure instanceof InputException known
                ? known
                : new InputException(RunStatus.Cause.UNREACHABLE, Printable.redacted(failure.toString()));
    }

    /**
     * The kind of trouble: UNREACHABLE, FORBIDDEN, NOT_HLS, UNFIT, STALLED, ENDED; STOPPED once the reader is closed.
     */
    public RunStatus.Cause cause() {
        return cause;
    }

    /** Whether the server answered at all, so that something else of it may still be had. */
    public boolean answered() {
        return answered;
    }
}
