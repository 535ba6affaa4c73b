package tv.mux.cluster;

import java.util.function.BooleanSupplier;
import tv.mux.common.MonotonicClock;

/**
 * Until when this node may lead, as its lease was renewed last. Asked on any thread at the very moment of a change: in
 * a process that was stopped, and goes on, a message that its time is over comes later than what it was about to do.
 */
public final class LeaseDeadline implements BooleanSupplier {
    private volatile long until = Long.MIN_VALUE;

    /** Milliseconds of the monotonic clock. */
    void until(long end) {
        until = end;
    }

    /** Whether this node may lead. */
    @Override
    public boolean getAsBoolean() {
        return now() < until;
    }

    /** Milliseconds of the monotonic clock. */
    static long now() {
        return MonotonicClock.nowMs();
    }
}
