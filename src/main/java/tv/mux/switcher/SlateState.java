package tv.mux.switcher;

/**
 * How the slate fares: whether it stands in for the input on air, and how long that must deliver to be taken back. One
 * that comes and goes is taken back ever later, so that the output does not flap.
 *
 * @param run the id that its segments go under while it is on air; null while it is not
 * @param published its segments published under that id
 * @param since when it came on air last, milliseconds of the monotonic clock
 * @param steadySince since when the input on air delivers again; {@link Long#MAX_VALUE} while it does not
 * @param holdMs how long the input must deliver to be taken back, milliseconds
 * @param leftAt when an input was taken back last; long ago where none was
 * @param retryAt not before then it is published again, where it could not be
 */
public record SlateState(
        String run, int published, long since, long steadySince, long holdMs, long leftAt, long retryAt) {
    /** No input is kept waiting for longer. */
    static final long MOST_HOLD_MS = 30_000;

    /** After it could not be published. */
    static final long RETRY_MS = 1_000;

    private static final long LONG_AGO = Long.MIN_VALUE / 4;

    /** It has never stood in. */
    static final SlateState OFF = new SlateState(null, 0, 0, Long.MAX_VALUE, 0, LONG_AGO, LONG_AGO);

    /**
     * When it stands in, where nothing was published for so long: before one and a half target durations have passed.
     */
    static long patienceMs(long targetMs) {
        return targetMs * 3 / 2 - Math.min(1_500, targetMs / 4);
    }

    /** An input that is gone again so soon after it was taken back comes and goes. */
    static long flapMs(long targetMs) {
        return targetMs * 5 / 2;
    }

    public boolean on() {
        return run != null;
    }

    /** It stands in from now on. */
    SlateState begun(String id, Switcher.Rules rules, long now) {
        boolean flaps = now - leftAt < flapMs(rules.targetMs());
        long hold = flaps ? Math.max(rules.holdMs(), Math.min(MOST_HOLD_MS, 2 * holdMs)) : rules.holdMs();
        return new SlateState(id, 0, now, Long.MAX_VALUE, hold, leftAt, retryAt);
    }

    /** One more of its segments leaves. */
    SlateState again() {
        return new SlateState(run, published + 1, since, steadySince, holdMs, leftAt, retryAt);
    }

    /** Its segment could not be published: not again at once. */
    SlateState refused(long now) {
        return new SlateState(run, published, since, steadySince, holdMs, leftAt, now + RETRY_MS);
    }

    /** The input on air has delivered a cut. */
    SlateState delivered(long now) {
        return on() && steadySince == Long.MAX_VALUE
                ? new SlateState(run, published, since, now, holdMs, leftAt, retryAt)
                : this;
    }

    /** The input on air is in trouble. */
    SlateState broken() {
        return new SlateState(run, published, since, Long.MAX_VALUE, holdMs, leftAt, retryAt);
    }

    /** When the input on air is taken back, if it goes on delivering; never while it does not. */
    long backAt() {
        return steadySince == Long.MAX_VALUE ? Long.MAX_VALUE : steadySince + holdMs;
    }

    /** An input is on air again. */
    SlateState left(long now) {
        return new SlateState(null, 0, since, Long.MAX_VALUE, holdMs, now, retryAt);
    }
}
