package tv.mux.stream;

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
record Runs(
        String present,
        List<String> ended,
        String resumes,
        long nextAt,
        int failures,
        boolean leaving,
        String trouble) {

    /** None yet. */
    static Runs from(long at) {
        return new Runs(null, List.of(), null, at, 0, false, null);
    }

    /** Not waiting any longer for the next one, where there is none. */
    Runs soon(long now) {
        return present == null && !leaving ? leaving(false, Math.min(nextAt, now)) : this;
    }

    Runs running(String id) {
        return new Runs(id, ended, null, nextAt, failures, false, trouble);
    }

    /** With the present one over, where there is one. */
    Runs over(Ending ending) {
        return new Runs(
                null,
                present == null ? ended : Lane.with(ended, present),
                ending.resume() ? present : null,
                ending.nextAt(),
                ending.failures(),
                leaving,
                ending.trouble());
    }

    /** With a cut delivered: nothing has failed since. */
    Runs delivered() {
        return new Runs(present, ended, resumes, nextAt, 0, leaving, null);
    }

    Runs troubled(String why) {
        return new Runs(present, ended, resumes, nextAt, failures, leaving, why);
    }

    Runs leaving(boolean leaves, long restartAt) {
        return new Runs(present, ended, resumes, restartAt, failures, leaves, trouble);
    }

    /** With the next one beginning by itself. */
    Runs again() {
        return new Runs(present, ended, null, nextAt, failures, leaving, trouble);
    }

    /** Without the ended ones that nothing needs any more. */
    Runs holding(List<String> runs) {
        return new Runs(present, runs, resumes, nextAt, failures, leaving, trouble);
    }
}
