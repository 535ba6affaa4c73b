package tv.mux.switcher;

import java.util.function.Consumer;

/**
 * State of the slate: whether it replaces the program source, and how long that source must deliver to return. The hold
 * time doubles while the source keeps failing, so that the output does not flap.
 *
 * @param run run id of the slate's segments while the slate is on air; null otherwise
 * @param published number of segments published with this run id
 * @param since when the slate last came on air, milliseconds of the monotonic clock
 * @param deliveringSince since when the program source delivers again; {@link Long#MAX_VALUE} while it does not
 * @param holdMs how long the program source must deliver before it returns, milliseconds
 * @param endedAt when the slate last went off air; far in the past if it never was on air
 * @param retryAt earliest time of the next slate segment after one could not be published
 */
public record SlateState(
        String run, int published, long since, long deliveringSince, long holdMs, long endedAt, long retryAt) {
    /** Maximum of {@link #holdMs}. */
    static final long MAX_HOLD_MS = 30_000;

    /** Wait after a slate segment could not be published. */
    static final long RETRY_MS = 1_000;

    private static final long LONG_AGO = Long.MIN_VALUE / 4;

    /** State of a slate that never was on air. */
    static final SlateState OFF = new SlateState(null, 0, 0, Long.MAX_VALUE, 0, LONG_AGO, LONG_AGO);

    /** Returns how long nothing may be published until the slate comes on air: less than 1.5 target durations. */
    static long patienceMs(long targetMs) {
        return targetMs * 3 / 2 - Math.min(1_500, targetMs / 4);
    }

    /** Returns how soon after the end of a slate the next one counts as flapping. */
    static long flapMs(long targetMs) {
        return targetMs * 5 / 2;
    }

    public boolean on() {
        return run != null;
    }

    /** Puts the slate on air under a new run id. */
    SlateState started(String id, Switcher.Rules rules, long now) {
        boolean flaps = now - endedAt < flapMs(rules.targetMs());
        return with(next -> {
            next.run = id;
            next.published = 0;
            next.since = now;
            next.deliveringSince = Long.MAX_VALUE;
            next.holdMs =
                    flaps ? Math.max(rules.slateHoldMs(), Math.min(MAX_HOLD_MS, 2 * holdMs)) : rules.slateHoldMs();
        });
    }

    /** Counts another segment of the slate. */
    SlateState segmentPublished() {
        return with(next -> next.published++);
    }

    /** Delays the next segment, since this one could not be published. */
    SlateState refused(long now) {
        return with(next -> next.retryAt = now + RETRY_MS);
    }

    /** The program source has delivered a segment. */
    SlateState delivered(long now) {
        return on() && deliveringSince == Long.MAX_VALUE ? with(next -> next.deliveringSince = now) : this;
    }

    /** The program source has failed. */
    SlateState programFailed() {
        return with(next -> next.deliveringSince = Long.MAX_VALUE);
    }

    /** Returns when the program source returns if it continues to deliver; {@link Long#MAX_VALUE} while it does not. */
    long programReturnsAt() {
        return deliveringSince == Long.MAX_VALUE ? Long.MAX_VALUE : deliveringSince + holdMs;
    }

    /** Takes the slate off air. */
    SlateState ended(long now) {
        return with(next -> {
            next.run = null;
            next.published = 0;
            next.deliveringSince = Long.MAX_VALUE;
            next.endedAt = now;
        });
    }

    private SlateState with(Consumer<Draft> changes) {
        Draft next = new Draft(this);
        changes.accept(next);
        return next.build();
    }

    /** The next state while it is computed: the only place that lists all components. */
    private static final class Draft {
        String run;
        int published;
        long since;
        long deliveringSince;
        long holdMs;
        long endedAt;
        long retryAt;

        Draft(SlateState state) {
            run = state.run;
            published = state.published;
            since = state.since;
            deliveringSince = state.deliveringSince;
            holdMs = state.holdMs;
            endedAt = state.endedAt;
            retryAt = state.retryAt;
        }

        SlateState build() {
            return new SlateState(run, published, since, deliveringSince, holdMs, endedAt, retryAt);
        }
    }
}
