package tv.mux.switcher;

import java.util.ArrayList;
import java.util.List;
import tv.mux.model.PendingSegment;

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
public record Source(
        String head,
        String title,
        SourceRuns runs,
        List<PendingSegment> cuts,
        long wantedAt,
        long deadline,
        boolean late) {

    static Source wanted(String head, String title, long now, long startAt, long timeoutMs) {
        return new Source(head, title, SourceRuns.from(startAt), List.of(), now, startAt + timeoutMs, false);
    }

    Source titled(String name) {
        return new Source(head, name, runs, cuts, wantedAt, deadline, late);
    }

    private Source with(SourceRuns changed) {
        return new Source(head, title, changed, cuts, wantedAt, deadline, late);
    }

    /** Not waiting any longer for its next run, where it has none. */
    Source soon(long now) {
        return with(runs.soon(now));
    }

    Source running(String id) {
        return with(runs.running(id));
    }

    /** With its run over. */
    Source over(RunEnd ending) {
        return with(runs.over(ending));
    }

    Source troubled(String why) {
        return with(runs.troubled(why));
    }

    Source leaving(boolean leaves, long restartAt) {
        return with(runs.leaving(leaves, restartAt));
    }

    /** Without the ended runs that nothing needs any more. */
    Source holding(List<String> needed) {
        return with(runs.holding(needed));
    }

    Source delivered(PendingSegment cut) {
        return new Source(head, title, runs.delivered(), with(cuts, cut), wantedAt, deadline, false);
    }

    /** Without its first cut. */
    Source took() {
        return new Source(head, title, runs, cuts.subList(1, cuts.size()), wantedAt, deadline, late);
    }

    /** Without any of its cuts. */
    Source without() {
        return new Source(head, title, runs, List.of(), wantedAt, deadline, late);
    }

    Source onAir(long now) {
        return new Source(head, title, runs, cuts, now, deadline, late);
    }

    /** With a new deadline. */
    Source until(long at) {
        return new Source(head, title, runs, cuts, wantedAt, at, late);
    }

    /** With its switch failed, and tried again from the start until a new deadline. */
    Source again(long until) {
        return new Source(head, title, runs.again(), cuts, wantedAt, until, true);
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
