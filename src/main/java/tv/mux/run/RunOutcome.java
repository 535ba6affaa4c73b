package tv.mux.run;

import java.util.Optional;
import tv.mux.status.RunStatus.Cause;

/**
 * Collects everything that may end a run, and decides which of it is the reason for the end. Several reasons may come
 * together, as a process takes time to end. Pure.
 */
final class RunOutcome {
    private InputFeed.Item.Seam seam;
    private Verdict failure;
    private boolean finishing;
    private boolean killed;
    private boolean ended;

    /** Why a run has ended, for programs and for the operator. */
    record Verdict(Cause cause, String detail) {}

    /** Records a failure. Only the first one counts, and none after a kill; returns whether this one counts. */
    boolean fail(Cause cause, String why) {
        if (failure != null || killed) {
            return false;
        }
        failure = new Verdict(cause, why);
        return true;
    }

    /** Records that the run was fed everything before a seam of the input. */
    void endAt(InputFeed.Item.Seam where) {
        seam = where;
    }

    /** Records the order to finish. */
    void finish() {
        finishing = true;
    }

    /** Records the order to end at once. The end is not reported. */
    void kill() {
        killed = true;
    }

    /** Records the end. Returns whether the end must be reported. */
    boolean end() {
        boolean reported = !isDone();
        ended = true;
        return reported;
    }

    /** Whether the process is being ended because of a failure. */
    boolean hasFailed() {
        return failure != null;
    }

    boolean isFinishing() {
        return finishing;
    }

    boolean isKilled() {
        return killed;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The seam up to which the run was fed; null if no seam was reached. */
    InputFeed.Item.Seam seam() {
        return seam;
    }

    /** Whether nothing more is reported about the run. */
    boolean isDone() {
        return ended || killed;
    }

    /** Whether the run is fed no more, and its further segments are discarded. */
    boolean isAborted() {
        return isDone() || failure != null;
    }

    /** Whether the run was fed everything it will ever be fed. */
    boolean hasInputEnded() {
        return seam != null || finishing;
    }

    /**
     * Decides why the run has ended.
     *
     * @param exitCode exit code of FFmpeg
     * @param crash detail of the verdict if FFmpeg has ended by itself
     * @param hasOutput whether FFmpeg has produced a segment
     */
    Verdict verdict(int exitCode, String crash, boolean hasOutput) {
        if (failure != null) {
            return failure;
        }
        if (finishing) {
            return new Verdict(Cause.STOPPED, "finished");
        }
        // Without output it is a crash. Otherwise, every new FFmpeg would be fed the same segments before the seam.
        return Optional.ofNullable(seam)
                .filter(reached ->
                        exitCode == 0 && (hasOutput || !reached.cause().resumable()))
                .map(reached -> new Verdict(reached.cause(), reached.detail()))
                .orElseGet(() -> new Verdict(Cause.CRASHED, crash));
    }
}
