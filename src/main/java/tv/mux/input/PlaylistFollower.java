package tv.mux.input;

import java.util.Optional;
import java.util.function.ToLongFunction;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.PlaylistChange;
import tv.mux.status.RunStatus.Cause;

/**
 * Follows a live playlist: decides which segment to fetch next, and where the input breaks. Pure, without a clock. Not
 * thread-safe.
 *
 * <p>{@link #next} returns the same fetch until {@link #delivered} or {@link #skip} is called for it. The follower
 * keeps only the latest playlist. If a segment has left the playlist before its turn, the follower reports a gap.
 */
final class PlaylistFollower {
    /**
     * After this many older playlists in a row, no other replica responds, so the older playlist is the current one.
     */
    private static final int MAX_OLDER_IN_A_ROW = 10;

    /** The next step of the reader. */
    sealed interface Step {
        /**
         * Fetch a segment.
         *
         * @param discontinuity the discontinuity sequence number of the segment
         * @param numbering the number of times that media sequence numbers have started over before
         */
        record Fetch(InputPlaylist.Entry segment, long discontinuity, int numbering) implements Step {}

        /** Deliver a break. */
        record Break(Cause cause, String detail) implements Step {}

        /** Deliver the end of the input. */
        record End(String detail) implements Step {}

        /** Wait until another playlist is loaded. */
        record Wait() implements Step {}
    }

    private final ToLongFunction<InputPlaylist.Media> restart;
    private InputPlaylist.Media list;
    private boolean ended;
    private long nextSequence;
    private long discontinuity;
    private int numbering;
    private int olderInARow;
    private boolean namesStable;
    private boolean started;
    private boolean afterBreak;
    private Step.Break pending;

    /**
     * Creates a follower.
     *
     * @param list the first playlist, with at least one segment
     * @param first the media sequence number of the first segment to fetch
     * @param restart returns the first segment to fetch of a playlist with a new numbering
     */
    PlaylistFollower(InputPlaylist.Media list, long first, ToLongFunction<InputPlaylist.Media> restart) {
        this.list = list;
        this.ended = list.ended();
        this.nextSequence = first;
        this.restart = restart;
    }

    /**
     * Accepts a playlist that was loaded.
     *
     * @return whether it differs from the previous one (RFC 8216 §6.3.4)
     */
    boolean accept(InputPlaylist.Media next) {
        if (next.segments().isEmpty()) {
            boolean changed = ended != next.ended();
            ended = next.ended();
            return changed;
        }
        PlaylistChange change = PlaylistChange.between(list, next, namesStable);
        if (change == PlaylistChange.OLDER && ++olderInARow <= MAX_OLDER_IN_A_ROW) {
            return false;
        }
        boolean changed = change != PlaylistChange.UNCHANGED || ended != next.ended();
        namesStable |= PlaylistChange.sharesNames(list, next);
        olderInARow = 0;
        ended = next.ended();
        if (change == PlaylistChange.OLDER || change == PlaylistChange.RESTARTED) {
            startOver(next);
            return true;
        }
        list = next;
        if (started && list.segment(nextSequence - 1).isPresent()) {
            discontinuity = list.discontinuity(nextSequence - 1);
        }
        return changed;
    }

    private void startOver(InputPlaylist.Media next) {
        pending = new Step.Break(
                Cause.RESTARTED,
                "media sequence numbers changed from " + list.first() + ".." + list.last() + " to " + next.first()
                        + ".." + next.last());
        list = next;
        nextSequence = restart.applyAsLong(next);
        numbering++;
        namesStable = false;
    }

    /** Returns the next step. Returns a break only once. */
    Step next() {
        while (true) {
            if (pending != null) {
                Step.Break pendingBreak = pending;
                pending = null;
                if (mustReport(pendingBreak.cause())) {
                    afterBreak = true;
                    return pendingBreak;
                }
            } else if (nextSequence > list.last()) {
                return ended ? new Step.End("the playlist ended with segment " + list.last()) : new Step.Wait();
            } else if (nextSequence < list.first()) {
                long lost = list.first() - nextSequence;
                gap(
                        list.first(),
                        lost + " segments from " + nextSequence + " on left the playlist before they were fetched");
            } else {
                InputPlaylist.Entry segment = list.segment(nextSequence).orElseThrow();
                if (segment.gap()) {
                    gap(nextSequence + 1, "segment " + nextSequence + " is marked EXT-X-GAP");
                } else if (started && !afterBreak && isDiscontinuous(segment)) {
                    pending = new Step.Break(Cause.DISCONTINUITY, "a discontinuity before segment " + nextSequence);
                } else {
                    return new Step.Fetch(segment, list.discontinuity(nextSequence), numbering);
                }
            }
        }
    }

    /**
     * There is at most one break between two segments and none before the first, except that RESTARTED is always
     * reported.
     */
    private boolean mustReport(Cause cause) {
        return cause == Cause.RESTARTED || (started && !afterBreak);
    }

    /** Whether the segment has the tag, or EXT-X-DISCONTINUITY-SEQUENCE shows that the tag has left the playlist. */
    private boolean isDiscontinuous(InputPlaylist.Entry segment) {
        return segment.discontinuity()
                || (segment.sequence() == list.first() && list.discontinuities() > discontinuity);
    }

    private void gap(long next, String detail) {
        nextSequence = next;
        pending = new Step.Break(Cause.GAP, detail);
    }

    /** Advances past a segment that is delivered. */
    void delivered(Step.Fetch step) {
        started = true;
        afterBreak = false;
        if (step.numbering() == numbering) {
            nextSequence = step.segment().sequence() + 1;
            discontinuity = step.discontinuity();
        }
    }

    /** Advances past a segment that cannot be fetched; a gap follows. */
    void skip(Step.Fetch step, String detail) {
        if (step.numbering() == numbering) {
            gap(step.segment().sequence() + 1, detail);
        }
    }

    /** Whether a later segment is listed. */
    boolean listsLaterThan(Step.Fetch step) {
        return step.numbering() != numbering || list.last() > step.segment().sequence();
    }

    /**
     * Returns the listed segment after this one unless it is marked as a gap. It need not be the next to be fetched.
     */
    Optional<InputPlaylist.Entry> segmentAfter(Step.Fetch step) {
        return step.numbering() != numbering
                ? Optional.empty()
                : list.segment(step.segment().sequence() + 1).filter(next -> !next.gap());
    }

    /** Whether the playlist has EXT-X-ENDLIST, so that it need not be loaded again. */
    boolean ended() {
        return ended;
    }

    /** Returns the latest playlist. */
    InputPlaylist.Media list() {
        return list;
    }
}
