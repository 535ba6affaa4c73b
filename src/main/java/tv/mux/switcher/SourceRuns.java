package tv.mux.switcher;

import java.util.List;
import java.util.function.Consumer;

/**
 * The runs of a source. There is one at a time; the next run follows each one until the source is discarded.
 *
 * @param current the current run; null between two runs
 * @param ended ended runs that may still be needed: their segments are pending, or the next run resumes them
 * @param resumes the ended run that the next run resumes; null if the next run begins by itself
 * @param nextAt when the next run may begin if there is none, milliseconds of the monotonic clock
 * @param failures failed attempts since the input last delivered
 * @param finishing whether the current run finishes or has finished, and no run follows
 * @param trouble what is wrong with the input; null if nothing is
 */
public record SourceRuns(
        String current,
        List<String> ended,
        String resumes,
        long nextAt,
        int failures,
        boolean finishing,
        String trouble) {

    /** Returns the runs of a new source, whose first run may begin at a time. */
    static SourceRuns startingAt(long at) {
        return new SourceRuns(null, List.of(), null, at, 0, false, null);
    }

    /** Ends the wait for the next run, if there is one. */
    SourceRuns withoutDelay(long now) {
        return current == null && !finishing ? with(next -> next.nextAt = Math.min(nextAt, now)) : this;
    }

    /** Makes a run the current one. */
    SourceRuns started(String id) {
        return with(next -> {
            next.current = id;
            next.resumes = null;
            next.finishing = false;
        });
    }

    /** Ends the current run, if there is one. */
    SourceRuns ended(RunEnd end) {
        return with(next -> {
            next.current = null;
            next.ended = current == null ? ended : Source.append(ended, current);
            next.resumes = end.resume() ? current : null;
            next.nextAt = end.nextAt();
            next.failures = end.failures();
            next.trouble = end.trouble();
        });
    }

    /** Forgets all failures, since the input delivered a segment. */
    SourceRuns delivered() {
        return with(next -> {
            next.failures = 0;
            next.trouble = null;
        });
    }

    /** No run follows the current one. */
    SourceRuns finish() {
        return with(next -> {
            next.finishing = true;
            next.nextAt = Long.MAX_VALUE;
        });
    }

    /** A run follows again, at once. */
    SourceRuns resumed(long now) {
        return with(next -> {
            next.finishing = false;
            next.nextAt = now;
        });
    }

    /** Returns the next version: this one with changes. */
    SourceRuns with(Consumer<Draft> changes) {
        Draft next = new Draft(this);
        changes.accept(next);
        return next.build();
    }

    /** The next version while it is computed: the only place that lists all components. */
    static final class Draft {
        String current;
        List<String> ended;
        String resumes;
        long nextAt;
        int failures;
        boolean finishing;
        String trouble;

        private Draft(SourceRuns runs) {
            current = runs.current;
            ended = runs.ended;
            resumes = runs.resumes;
            nextAt = runs.nextAt;
            failures = runs.failures;
            finishing = runs.finishing;
            trouble = runs.trouble;
        }

        private SourceRuns build() {
            return new SourceRuns(current, ended, resumes, nextAt, failures, finishing, trouble);
        }
    }
}
