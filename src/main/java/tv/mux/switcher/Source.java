package tv.mux.switcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tv.mux.model.PendingSegment;

/**
 * An input that the switch reads: the program source or the preview source.
 *
 * @param head URL of the input
 * @param title name of the input
 * @param runs its runs
 * @param pending finished segments that wait for their slot, oldest first
 * @param requestedAt when the scheduler asked for this input, or when it came on air
 * @param deadline when the switch to this source fails; has no meaning for the program source
 * @param failureReported whether the failure of the switch was reported
 */
public record Source(
        String head,
        String title,
        SourceRuns runs,
        List<PendingSegment> pending,
        long requestedAt,
        long deadline,
        boolean failureReported) {

    /** Returns a new source whose first run begins at {@code startAt}. */
    static Source requested(String head, String title, long now, long startAt, long timeoutMs) {
        return new Source(head, title, SourceRuns.startingAt(startAt), List.of(), now, startAt + timeoutMs, false);
    }

    Source titled(String name) {
        return with(next -> next.title = name);
    }

    /** Returns this source with its runs changed. */
    Source withRuns(UnaryOperator<SourceRuns> change) {
        return with(next -> next.runs = change.apply(runs));
    }

    /** Returns this source with another problem, or with none if the text is null. */
    Source withTrouble(String why) {
        return withRuns(all -> all.with(next -> next.trouble = why));
    }

    Source withDeadline(long at) {
        return with(next -> next.deadline = at);
    }

    /** Adds a pending segment. Clears all failures. */
    Source delivered(PendingSegment segment) {
        return with(next -> {
            next.runs = runs.delivered();
            next.pending = append(pending, segment);
            next.failureReported = false;
        });
    }

    Source withoutFirstPending() {
        return with(next -> next.pending = pending.subList(1, pending.size()));
    }

    Source withoutPending() {
        return with(next -> next.pending = List.of());
    }

    /** Makes this source the program source. */
    Source onAir(long now) {
        return with(next -> next.requestedAt = now);
    }

    /** The switch to this source has failed. The next run begins by itself, and the switch has a new deadline. */
    Source switchFailed(long newDeadline) {
        return with(next -> {
            next.runs = runs.with(all -> all.resumes = null);
            next.deadline = newDeadline;
            next.failureReported = true;
        });
    }

    /** Whether a run is the current run of this source. */
    boolean isCurrent(String run) {
        return run.equals(runs.current());
    }

    /** Whether an ended run is still needed. */
    boolean needs(String run) {
        return run.equals(runs.resumes())
                || pending.stream().anyMatch(segment -> segment.run().equals(run));
    }

    /** Returns a new list with one more element. */
    static <T> List<T> append(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }

    private Source with(Consumer<Draft> changes) {
        Draft next = new Draft(this);
        changes.accept(next);
        return next.build();
    }

    /** The next version while it is computed: the only place that lists all components. */
    private static final class Draft {
        private final String head;
        String title;
        SourceRuns runs;
        List<PendingSegment> pending;
        long requestedAt;
        long deadline;
        boolean failureReported;

        Draft(Source source) {
            head = source.head;
            title = source.title;
            runs = source.runs;
            pending = source.pending;
            requestedAt = source.requestedAt;
            deadline = source.deadline;
            failureReported = source.failureReported;
        }

        Source build() {
            return new Source(head, title, runs, pending, requestedAt, deadline, failureReported);
        }
    }
}
