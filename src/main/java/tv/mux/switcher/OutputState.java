package tv.mux.switcher;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tv.mux.common.Backoff;
import tv.mux.model.AppendRequest;
import tv.mux.model.InputProgress;
import tv.mux.model.PendingSegment;
import tv.mux.model.ResumePoint;

/**
 * State of the output: the one segment that is being published, the clock, and what was published before.
 *
 * @param clock the clock that sets the slots
 * @param publishing the request being carried out; null if there is none
 * @param retryAt when the publication is tried again, milliseconds of the monotonic clock; {@link Long#MAX_VALUE} while
 *     a result is awaited
 * @param failures number of failed tries of this publication
 * @param lastRun run of the segment published last; empty if the next segment cannot continue it, null if nothing was
 *     ever published
 * @param lastPublishedAt time of the last publication, or of the start, milliseconds of the monotonic clock
 * @param burst the latest publications, which limit a catch-up
 * @param progress how far each input was published, by its URL; the input updated longest ago comes first
 */
record OutputState(
        OutputClock clock,
        AppendRequest publishing,
        long retryAt,
        int failures,
        String lastRun,
        long lastPublishedAt,
        BurstLimit burst,
        Map<String, InputProgress> progress) {
    /** Maximum number of inputs whose progress is remembered. */
    static final int MAX_INPUTS = 32;

    private static final Backoff RETRY = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

    /** Continues the output after a start, in its slot if the slot is known and not long past. */
    static OutputState from(ResumePoint resumePoint, long now, long epochOffsetMs) {
        long target = resumePoint.targetDurationMs();
        OutputClock slot = new OutputClock(true, resumePoint.dueAtMs() - epochOffsetMs, 0);
        // A slot far in the future was set by another epoch clock: this one was adjusted, or the machine is another.
        boolean known = resumePoint.dueAtMs() != 0 && !slot.tooLate(now, target) && slot.drift(now) <= target;
        return new OutputState(
                known ? slot : OutputClock.NONE,
                null,
                0,
                0,
                resumePoint.onAir() == null ? null : "",
                // The slate waits from now on: the input itself can make up for media missed before the start.
                now,
                BurstLimit.NONE,
                resumePoint.progress());
    }

    /** Whether a segment is being published. */
    boolean busy() {
        return publishing != null;
    }

    /** Whether the segment being published belongs to a run. */
    boolean publishes(String run) {
        return publishing != null && publishing.segment().run().equals(run);
    }

    /** Returns how far an input was published; empty progress if it never was. */
    InputProgress progress(String head) {
        return progress.getOrDefault(head, new InputProgress(null, 0));
    }

    /** Takes the length of an input's segment into account. */
    OutputState measured(PendingSegment segment) {
        InputProgress before = progress(segment.head());
        long longest = Math.max(segment.durationMs(), before.longestSegmentMs());
        return withProgress(segment.head(), new InputProgress(before.end(), longest));
    }

    /** Begins a publication, in the slot of a clock. */
    OutputState publish(PendingSegment segment, String title, OutputClock slot) {
        boolean discontinuity = lastRun != null && !lastRun.equals(segment.run());
        return with(next -> {
            next.clock = slot.advanced(segment.durationMs());
            next.publishing =
                    new AppendRequest(segment, discontinuity, title, next.clock.anchor() + next.clock.media());
            next.retryAt = Long.MAX_VALUE;
            next.failures = 0;
            next.lastRun = segment.run();
        });
    }

    /** Ends the publication with success, for a playlist of this length. */
    OutputState published(long now, int listSize) {
        PendingSegment segment = publishing.segment();
        OutputState done = with(next -> {
            next.clearPublication();
            next.lastPublishedAt = now;
            next.burst = burst.afterPublication(now, segment.durationMs(), listSize);
        });
        return segment.slate()
                ? done
                : done.withProgress(
                        segment.head(),
                        new InputProgress(
                                segment.end(), progress(segment.head()).longestSegmentMs()));
    }

    /** Gives the publication up. Its slot becomes free, and the next segment cannot continue this one. */
    OutputState refused() {
        return with(next -> {
            next.clock = clock.advanced(-publishing.segment().durationMs());
            next.clearPublication();
            next.lastRun = "";
        });
    }

    /** Schedules another try of the publication. */
    OutputState failed(long now, RandomGenerator random) {
        return with(next -> {
            next.failures++;
            next.retryAt = now + RETRY.delayMs(next.failures, random);
        });
    }

    /** Awaits the result of another try. */
    OutputState retried() {
        return with(next -> next.retryAt = Long.MAX_VALUE);
    }

    /** Records that a segment was dropped, so that the next one begins with a discontinuity. */
    OutputState interrupted() {
        return with(next -> next.lastRun = "");
    }

    private OutputState withProgress(String head, InputProgress newest) {
        Map<String, InputProgress> kept = new LinkedHashMap<>(progress);
        kept.remove(head);
        kept.put(head, newest);
        if (kept.size() > MAX_INPUTS) {
            kept.remove(kept.keySet().iterator().next());
        }
        return with(next -> next.progress = Collections.unmodifiableMap(kept));
    }

    private OutputState with(Consumer<Draft> changes) {
        Draft next = new Draft(this);
        changes.accept(next);
        return next.build();
    }

    /** The next state while it is computed: the only place that lists all components. */
    private static final class Draft {
        OutputClock clock;
        AppendRequest publishing;
        long retryAt;
        int failures;
        String lastRun;
        long lastPublishedAt;
        BurstLimit burst;
        Map<String, InputProgress> progress;

        Draft(OutputState state) {
            clock = state.clock;
            publishing = state.publishing;
            retryAt = state.retryAt;
            failures = state.failures;
            lastRun = state.lastRun;
            lastPublishedAt = state.lastPublishedAt;
            burst = state.burst;
            progress = state.progress;
        }

        void clearPublication() {
            publishing = null;
            retryAt = 0;
            failures = 0;
        }

        OutputState build() {
            return new OutputState(clock, publishing, retryAt, failures, lastRun, lastPublishedAt, burst, progress);
        }
    }
}
