package tv.mux.run;

import java.util.Optional;
import tv.mux.status.RunStatus.Cause;

/**
 * What becomes of a run: all that was said about its end, and which of it counts. Several may come together, for a
 * child takes its time to go. Pure.
 */
final class RunOutcome {
    private InputFeed.Item.Seam seam;
    private Verdict failure;
    private boolean finishing;
    private boolean killed;
    private boolean ended;

    /** Why a run is over, for machines and for people. */
    record Verdict(Cause cause, String detail) {}

    /** Something is wrong, and it is ended for that; only the first counts. Whether it was the first. */
    boolean fail(Cause cause, String why) {
        if (failure != null || killed) {
            return false;
        }
        failure = new Verdict(cause, why);
        return true;
    }

    /** It was fed all up to a seam of the input. */
    void reached(InputFeed.Item.Seam where) {
        seam = where;
    }

    /** It is ordered to finish. */
    void finish() {
        finishing = true;
    }

    /** It is ordered to go at once: nobody wants to hear of it any more. */
    void kill() {
        killed = true;
    }

    /** It is over. Whether that is news, and wanted. */
    boolean end() {
        boolean news = !done();
        ended = true;
        return news;
    }

    /** Whether the child is being ended because of a failure. */
    boolean failed() {
        return failure != null;
    }

    boolean finishing() {
        return finishing;
    }

    boolean killed() {
        return killed;
    }

    boolean ended() {
        return ended;
    }

    /** The seam it was fed up to; null when it was not. */
    InputFeed.Item.Seam seam() {
        return seam;
    }

    /** Whether nothing more is told of it. */
    boolean done() {
        return ended || killed;
    }

    /** Whether it is fed no more, and gives no cut that is wanted. */
    boolean inVain() {
        return done() || failure != null;
    }

    /** Whether all that will ever be fed was. */
    boolean closed() {
        return seam != null || finishing;
    }

    /**
     * What its child's exit means.
     *
     * @param code the exit code
     * @param crashed detail of the verdict if nobody ended the child
     * @param gave whether the child produced a cut
     */
    Verdict verdict(int code, String crashed, boolean gave) {
        if (failure != null) {
            return failure;
        }
        if (finishing) {
            return new Verdict(Cause.STOPPED, "finished");
        }
        // Without a cut it is a crash. Otherwise every new FFmpeg would be fed the same segments before the seam.
        return Optional.ofNullable(seam)
                .filter(reached -> code == 0 && (gave || !reached.cause().resumable()))
                .map(reached -> new Verdict(reached.cause(), reached.detail()))
                .orElseGet(() -> new Verdict(Cause.CRASHED, crashed));
    }
}
