package tv.mux.input.fault;

import tv.mux.status.RunStatus;

/**
 * How an input that is being read fares: what is wrong with it, or that it is well again.
 *
 * @param cause the kind of trouble; null when all of it has passed
 * @param detail what happened, in words for the operator, without secrets
 */
public record InputTrouble(RunStatus.Cause cause, String detail) {

    /** Whether this says that all trouble has passed. */
    public boolean recovered() {
        return cause == null;
    }
}
