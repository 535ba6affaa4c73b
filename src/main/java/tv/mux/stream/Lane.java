package tv.mux.stream;

import java.util.ArrayList;
import java.util.List;
import tv.mux.bus.Cut;

/**
 * An input that is followed: the one on air, or the one about to be.
 *
 * @param head its address
 * @param title its name
 * @param run its present run; null between two
 * @param ended runs that are over and may still be needed: cuts of them wait, or the next one resumes them
 * @param resumes the ended run that the next one goes on from; null when it begins by itself
 * @param cuts finished cuts that wait for their slot, oldest first
 * @param startAt when the next run may begin, where there is none
 * @param wantedAt when the scheduler asked for it, or it came on air
 * @param deadline when its switch has failed, where it is not on air yet
 * @param failures attempts that failed since it last delivered
 * @param leaving whether its present run is told to finish, and is not to be followed by another
 * @param late whether its switch was told as failed already
 * @param trouble what is wrong with it; null when nothing is
 */
record Lane(
        String head,
        String title,
        String run,
        List<String> ended,
        String resumes,
        List<Cut> cuts,
        long startAt,
        long wantedAt,
        long deadline,
        int failures,
        boolean leaving,
        boolean late,
        String trouble) {

    static Lane wanted(String head, String title, long now, long startAt, long timeoutMs) {
        return new Lane(
                head,
                title,
                null,
                List.of(),
                null,
                List.of(),
                startAt,
                now,
                startAt + timeoutMs,
                0,
                false,
                false,
                null);
    }

    Lane titled(String name) {
        return new Lane(
                head, name, run, ended, resumes, cuts, startAt, wantedAt, deadline, failures, leaving, late, trouble);
    }

    /** Not waiting any longer for its next run, where it has none. */
    Lane soon(long now) {
        long at = run == null && !leaving ? Math.min(startAt, now) : startAt;
        return new Lane(
                head, title, run, ended, resumes, cuts, at, wantedAt, deadline, failures, leaving, late, trouble);
    }

    Lane running(String id) {
        return new Lane(
                head, title, id, ended, null, cuts, startAt, wantedAt, deadline, failures, false, late, trouble);
    }

    /** With its run over. */
    Lane over(Ending ending) {
        return new Lane(
                head,
                title,
                null,
                with(ended, run),
                ending.resume() ? run : null,
                cuts,
                ending.nextAt(),
                wantedAt,
                deadline,
                ending.failures(),
                leaving,
                late,
                ending.trouble());
    }

    Lane delivered(Cut cut) {
        return new Lane(
                head,
                title,
                run,
                ended,
                resumes,
                with(cuts, cut),
                startAt,
                wantedAt,
                deadline,
                0,
                leaving,
                false,
                null);
    }

    /** Without its first cut. */
    Lane took() {
        return new Lane(
                head,
                title,
                run,
                ended,
                resumes,
                cuts.subList(1, cuts.size()),
                startAt,
                wantedAt,
                deadline,
                failures,
                leaving,
                late,
                trouble);
    }

    /** Without any of its cuts. */
    Lane without() {
        return new Lane(
                head, title, run, ended, resumes, List.of(), startAt, wantedAt, deadline, failures, leaving, late,
                trouble);
    }

    Lane troubled(String why) {
        return new Lane(
                head, title, run, ended, resumes, cuts, startAt, wantedAt, deadline, failures, leaving, late, why);
    }

    Lane leaving(boolean leaves, long restartAt) {
        return new Lane(
                head, title, run, ended, resumes, cuts, restartAt, wantedAt, deadline, failures, leaves, late, trouble);
    }

    Lane onAir(long now) {
        return new Lane(
                head, title, run, ended, resumes, cuts, startAt, now, deadline, failures, leaving, late, trouble);
    }

    /** With a new deadline. */
    Lane until(long at) {
        return new Lane(
                head, title, run, ended, resumes, cuts, startAt, wantedAt, at, failures, leaving, late, trouble);
    }

    /** With its switch failed, and tried again from the start until a new deadline. */
    Lane again(long until) {
        return new Lane(
                head, title, run, ended, null, cuts, startAt, wantedAt, until, failures, leaving, true, trouble);
    }

    /** Without the ended runs that nothing needs any more. */
    Lane holding(List<String> runs) {
        return new Lane(
                head, title, run, runs, resumes, cuts, startAt, wantedAt, deadline, failures, leaving, late, trouble);
    }

    boolean has(String id) {
        return id.equals(run);
    }

    /** Whether an ended run is still needed. */
    boolean needs(String id) {
        return id.equals(resumes) || cuts.stream().anyMatch(cut -> cut.run().equals(id));
    }

    private static <T> List<T> with(List<T> list, T more) {
        if (more == null) {
            return list;
        }
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }
}
