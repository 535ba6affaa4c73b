package tv.mux.switcher;

import java.util.List;

/**
 * The runs of a lane: one at a time, each followed by the next until the lane is dropped.
 *
 * @param present the run there is now; null between two
 * @param ended runs that are over and may still be needed: cuts of them wait, or the next one resumes them
 * @param resumes the ended run that the next one goes on from; null when it begins by itself
 * @param nextAt when the next run may begin, where there is none, milliseconds of the monotonic clock
 * @param failures attempts that failed since the input last delivered
 * @param leaving whether the present run is told to finish, and is not to be followed by another
 * @param trouble what is wrong with the input; null when nothing is
 */
public record SourceRuns(
        String present,
        List<String> ended,
        String resumes,
        long nextAt,
        int failures,
        boolean leaving,
        String trouble) {

    /** None yet. */
    static SourceRuns from(long at) {
        return new SourceRuns(null, List.of(), null, at, 0, false, null);
    }

    /** Not waiting any longer for the next one, where there is none. */
    SourceRuns soon(long now) {
        return present == null && !leaving ? leaving(false, Math.min(nextAt, now)) : this;
    }

    SourceRuns running(String id) {
        return new SourceRuns(id, ended, null, nextAt, failures, false, trouble);
    }

    /** With the present one over, where there is one. */
    SourceRuns over(RunEnd ending) {
        return new SourceRuns(
                null,
                present == null ? ended : Source.with(ended, present),
                ending.resume() ? present : null,
                ending.nextAt(),
                ending.failures(),
                leaving,
                ending.trouble());
    }

    /** With a cut delivered: nothing has failed since. */
    SourceRuns delivered() {
        return new SourceRuns(present, ended, resumes, nextAt, 0, leaving, null);
    }

    SourceRuns troubled(String why) {
        return new SourceRuns(present, ended, resumes, nextAt, failures, leaving, why);
    }

    SourceRuns leaving(boolean leaves, long restartAt) {
        return new SourceRuns(present, ended, resumes, restartAt, failures, leaves, trouble);
    }

    /** With the next one beginning by itself. */
    SourceRuns again() {
        return new SourceRuns(present, ended, null, nextAt, failures, leaving, trouble);
    }

    /** Without the ended ones that nothing needs any more. */
    SourceRuns holding(List<String> runs) {
        return new SourceRuns(present, runs, resumes, nextAt, failures, leaving, trouble);
    }
}
