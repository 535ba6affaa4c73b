package tv.mux.input;

import tv.mux.input.fetch.FetchLimits;

/**
 * When a playlist is loaded again (RFC 8216 §6.3.4), and whether it stands still. Pure; times are given in
 * milliseconds.
 */
public final class ReloadSchedule {
    private static final long LEAST_MS = 100;

    /** A target duration beyond this is no reason to look away for longer. */
    private static final long MOST_MS = 60_000;

    private final FetchLimits limits;
    private long changedAt;

    public ReloadSchedule(FetchLimits limits, long nowMs) {
        this.limits = limits;
        this.changedAt = nowMs;
    }

    /** A playlist that differs from the one before was loaded. */
    public void changed(long nowMs) {
        changedAt = nowMs;
    }

    /** Whether a playlist that is served has not changed for too long. */
    public boolean stalled(long targetDurationMs, long nowMs) {
        return standsStillMs(nowMs) >= limits.stallMs(targetDurationMs);
    }

    /** How long ago it changed. */
    public long standsStillMs(long nowMs) {
        return nowMs - changedAt;
    }

    /** The wait from now until it is loaded again: the target duration, or half of it, from when loading began. */
    public static long delayMs(boolean changed, long targetDurationMs, long beganMs, long nowMs) {
        long wait = Math.min(MOST_MS, changed ? targetDurationMs : targetDurationMs / 2);
        return Math.max(LEAST_MS, wait - (nowMs - beganMs));
    }
}
