package tv.mux.switcher;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;
import tv.mux.model.AppendRequest;
import tv.mux.model.InputProgress;
import tv.mux.model.PendingSegment;
import tv.mux.model.ResumePoint;

/**
 * What leaves: the one cut being published, the clock it is published by, and what was published before.
 *
 * @param pace the clock
 * @param publishing the cut being published; null when none is
 * @param retryAt when its publication is tried again, milliseconds of the monotonic clock; {@link Long#MAX_VALUE} while
 *     the answer is awaited
 * @param failures how often its publication failed
 * @param lastRun the run published last; empty where the next cut goes on from nothing, null when nothing ever was
 *     published
 * @param lastAt when something was published last, or the start, milliseconds of the monotonic clock
 * @param burst the latest publications, to limit a catch-up
 * @param shown how far each input was published, by its address; the one heard of longest ago first
 */
record OutputState(
        OutputClock pace,
        AppendRequest publishing,
        long retryAt,
        int failures,
        String lastRun,
        long lastAt,
        BurstLimit burst,
        Map<String, InputProgress> shown) {
    /** Inputs whose position is remembered. */
    static final int MAX_SHOWN = 32;

    private static final Backoff RETRY = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

    /** Goes on from what was published before the start: in its slot, where that is known and not long gone. */
    static OutputState from(ResumePoint origin, long now, long clockMs) {
        long target = origin.targetDurationMs();
        OutputClock slot = new OutputClock(true, origin.dueAtMs() - clockMs, 0);
        // Far ahead it is when the clock of the epoch was set, or is another machine's.
        boolean known = origin.dueAtMs() != 0 && !slot.lost(now, target) && slot.drift(now) <= target;
        return new OutputState(
                known ? slot : OutputClock.NONE,
                null,
                0,
                0,
                origin.onAir() == null ? null : "",
                // From here on the slate waits: what was missed before is the input's to make up for, and it can.
                now,
                BurstLimit.NONE,
                origin.shown());
    }

    /** Whether a cut is being published. */
    boolean busy() {
        return publishing != null;
    }

    /** Whether the cut being published is of a run. */
    boolean publishes(String run) {
        return publishing != null && publishing.cut().run().equals(run);
    }

    /** How far an input was published; with nothing in it when it never was. */
    InputProgress shown(String head) {
        return shown.getOrDefault(head, new InputProgress(null, 0));
    }

    /** With the length of an input's cut known. */
    OutputState measured(PendingSegment cut) {
        InputProgress before = shown(cut.head());
        return remembering(
                cut.head(), new InputProgress(before.end(), Math.max(cut.durationMs(), before.longestCutMs())));
    }

    /** With a cut about to be published, by the clock as it was or as it is set anew. */
    OutputState publish(PendingSegment cut, String title, OutputClock by) {
        boolean discontinuity = lastRun != null && !lastRun.equals(cut.run());
        OutputClock after = by.published(cut.durationMs());
        return new OutputState(
                after,
                new AppendRequest(cut, discontinuity, title, after.anchor() + after.media()),
                Long.MAX_VALUE,
                0,
                cut.run(),
                lastAt,
                burst,
                shown);
    }

    /** Returns the state after the cut was published, for a playlist of this length. */
    OutputState published(long now, int listSize) {
        PendingSegment cut = publishing.cut();
        OutputState done =
                new OutputState(pace, null, 0, 0, lastRun, now, burst.and(now, cut.durationMs(), listSize), shown);
        return cut.slate()
                ? done
                : done.remembering(
                        cut.head(),
                        new InputProgress(cut.end(), shown(cut.head()).longestCutMs()));
    }

    /** Without the cut, which never will be published: its slot is free, and the next one does not go on from it. */
    OutputState refused() {
        return new OutputState(pace.published(-publishing.cut().durationMs()), null, 0, 0, "", lastAt, burst, shown);
    }

    /** With the publication to be tried again later. */
    OutputState failed(long now, RandomGenerator random) {
        return new OutputState(
                pace,
                publishing,
                now + RETRY.delayMs(failures + 1, random),
                failures + 1,
                lastRun,
                lastAt,
                burst,
                shown);
    }

    /** With the publication tried again. */
    OutputState retried() {
        return new OutputState(pace, publishing, Long.MAX_VALUE, failures, lastRun, lastAt, burst, shown);
    }

    /** With something left out before the next cut. */
    OutputState interrupted() {
        return new OutputState(pace, publishing, retryAt, failures, "", lastAt, burst, shown);
    }

    private OutputState remembering(String head, InputProgress newest) {
        Map<String, InputProgress> kept = new LinkedHashMap<>(shown);
        kept.remove(head);
        kept.put(head, newest);
        if (kept.size() > MAX_SHOWN) {
            kept.remove(kept.keySet().iterator().next());
        }
        return new OutputState(
                pace, publishing, retryAt, failures, lastRun, lastAt, burst, Collections.unmodifiableMap(kept));
    }
}
