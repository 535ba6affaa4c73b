package tv.mux.input.fault;

import tv.mux.status.RunStatus;

/**
 * A failure of an input that Mux is reading, or the recovery from all failures.
 *
 * @param cause the cause of the failure; null for a recovery
 * @param detail a description for the operator, without secrets
 */
public record InputTrouble(RunStatus.Cause cause, String detail) {

    /** Whether this is a recovery. */
    public boolean recovered() {
        return cause == null;
    }
}
