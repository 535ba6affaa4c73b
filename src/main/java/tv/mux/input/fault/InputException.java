package tv.mux.input.fault;

import tv.mux.config.OutOfMemory;
import tv.mux.status.RunStatus;
import tv.mux.text.Printable;

/** A failure of an input, with its cause. The message is one line for the operator, without secrets. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RunStatus.Cause cause;
    private final boolean answered;

    /**
     * Creates an exception. For UNREACHABLE, the server counts as not responding.
     *
     * @param detail one line for the operator, without secrets
     */
    public InputException(RunStatus.Cause cause, String detail) {
        this(cause, detail, cause != RunStatus.Cause.UNREACHABLE);
    }

    private InputException(RunStatus.Cause cause, String detail, boolean answered) {
        super(detail, null, false, false);
        this.cause = cause;
        this.answered = answered;
    }

    /** Returns an UNREACHABLE exception for a server that responds but does not deliver this resource. */
    public static InputException refused(String detail) {
        return new InputException(RunStatus.Cause.UNREACHABLE, detail, true);
    }

    /** Returns the failure itself if it is an InputException, else an UNREACHABLE exception that names it. */
    public static InputException of(Throwable failure) {
        OutOfMemory.check(failure);
        return failure instanceof InputException known
                ? known
                : new InputException(RunStatus.Cause.UNREACHABLE, Printable.redacted(failure.toString()));
    }

    /**
     * Returns UNREACHABLE, FORBIDDEN, NOT_HLS, UNFIT, STALLED, ENDED; STOPPED after the reader was closed.
     */
    public RunStatus.Cause cause() {
        return cause;
    }

    /** Whether the server responded, so that its other resources may be available. */
    public boolean answered() {
        return answered;
    }
}
