package tv.mux.cluster;

import java.util.function.BooleanSupplier;
import tv.mux.common.MonotonicClock;

/**
 * The time until which this node may act as the leader. Every change of the index checks the deadline at the moment of
 * the change. A process that was paused can otherwise finish a change before it learns that its lease has expired.
 * Thread-safe.
 */
public final class LeaseDeadline implements BooleanSupplier {
    private volatile long deadlineMs = Long.MIN_VALUE;

    /** Sets the deadline, in milliseconds of the monotonic clock. */
    void set(long deadlineMs) {
        this.deadlineMs = deadlineMs;
    }

    /** Whether the deadline is in the future, so that this node may act as the leader. */
    @Override
    public boolean getAsBoolean() {
        return MonotonicClock.nowMs() < deadlineMs;
    }
}
