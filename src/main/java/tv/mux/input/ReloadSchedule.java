package tv.mux.input;

import tv.mux.input.fetch.FetchLimits;

/**
 * Computes when a playlist is reloaded (RFC 8216 §6.3.4), and whether the playlist is stalled. Pure. All times are
 * milliseconds of one monotonic clock.
 */
public final class ReloadSchedule {
    private static final long MIN_DELAY_MS = 100;

    /** Maximum delay, even if the target duration is longer. */
    private static final long MAX_DELAY_MS = 60_000;

    private final FetchLimits limits;
    private long changedMs;

    public ReloadSchedule(FetchLimits limits, long nowMs) {
        this.limits = limits;
        this.changedMs = nowMs;
    }

    /** Records that the playlist has changed. */
    public void changed(long nowMs) {
        changedMs = nowMs;
    }

    /** Whether the playlist has not changed for {@link FetchLimits#stallMs}. */
    public boolean stalled(long targetDurationMs, long nowMs) {
        return unchangedMs(nowMs) >= limits.stallMs(targetDurationMs);
    }

    /** Returns the time since the last change, milliseconds. */
    public long unchangedMs(long nowMs) {
        return nowMs - changedMs;
    }

    /**
     * Returns the delay until the next reload: the target duration after the start of the last load, or half of it if
     * the playlist has not changed.
     */
    public static long delayMs(boolean changed, long targetDurationMs, long startedMs, long nowMs) {
        long intervalMs = Math.min(MAX_DELAY_MS, changed ? targetDurationMs : targetDurationMs / 2);
        return Math.max(MIN_DELAY_MS, intervalMs - (nowMs - startedMs));
    }
}
