package tv.mux.stream;

import java.util.ArrayList;
import java.util.List;
import tv.mux.bus.Cut;

/**
 * An input that is followed: the one on air, or the one about to be.
 *
 * @param head its address
 * @param title its name
 * @param runs how it is read
 * @param cuts finished cuts that wait for their slot, oldest first
 * @param wantedAt when the scheduler asked for it, or it came on air
 * @param deadline when its switch has failed, where it is not on air yet
 * @param late whether its switch was told as failed already
 */
record Lane(String head, String title, Runs runs, List<Cut> cuts, long wantedAt, long deadline, boolean late) {

    static Lane wanted(String head, String title, long now, long startAt, long timeoutMs) {
        return new Lane(head, title, Runs.from(startAt), List.of(), now, startAt + timeoutMs, false);
    }

    Lane titled(String name) {
        return new Lane(head, name, runs, cuts, wantedAt, deadline, late);
    }

    private Lane with(Runs changed) {
        return new Lane(head, title, changed, cuts, wantedAt, deadline, late);
    }

    /** Not waiting any longer for its next run, where it has none. */
    Lane soon(long now) {
        return with(runs.soon(now));
    }

    Lane running(String id) {
        return with(runs.running(id));
    }

    /** With its run over. */
    Lane over(Ending ending) {
        return with(runs.over(ending));
    }

    Lane troubled(String why) {
        return with(runs.troubled(why));
    }

    Lane leaving(boolean leaves, long restartAt) {
        return with(runs.leaving(leaves, restartAt));
    }

    /** Without the ended runs that nothing needs any more. */
    Lane holding(List<String> needed) {
        return with(runs.holding(needed));
    }

    Lane delivered(Cut cut) {
        return new Lane(head, title, runs.delivered(), with(cuts, cut), wantedAt, deadline, false);
    }

    /** Without its first cut. */
    Lane took() {
        return new Lane(head, title, runs, cuts.subList(1, cuts.size()), wantedAt, deadline, late);
    }

    /** Without any of its cuts. */
    Lane without() {
        return new Lane(head, title, runs, List.of(), wantedAt, deadline, late);
    }

    Lane onAir(long now) {
        return new Lane(head, title, runs, cuts, now, deadline, late);
    }

    /** With a new deadline. */
    Lane until(long at) {
        return new Lane(head, title, runs, cuts, wantedAt, at, late);
    }

    /** With its switch failed, and tried again from the start until a new deadline. */
    Lane again(long until) {
        return new Lane(head, title, runs.again(), cuts, wantedAt, until, true);
    }

    /** Whether a run is its present one. */
    boolean has(String id) {
        return id.equals(runs.present());
    }

    /** Whether an ended run is still needed. */
    boolean needs(String id) {
        return id.equals(runs.resumes())
                || cuts.stream().anyMatch(cut -> cut.run().equals(id));
    }

    static <T> List<T> with(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }
}
