package tv.mux.input;

import java.util.Optional;
import java.util.function.ToLongFunction;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.PlaylistChange;
import tv.mux.status.RunStatus.Cause;

/**
 * The rules of following a live playlist: given each list as it is loaded, what is to be read next, and where the input
 * breaks. Pure, without a clock; used on one thread.
 *
 * <p>{@link #next} says what to do and says it again until {@link #fetched} or {@link #lost} tells how it went. What a
 * list no longer holds when its turn comes is a gap, so nothing is kept here but the last list.
 */
final class PlaylistFollower {
    /** So many older lists in a row are no lagging replica: nobody else answers. */
    private static final int MAX_OLDER = 10;

    /** What is to be done next. */
    sealed interface Step {
        /** Fetch this segment, which has this discontinuity sequence number, and belongs to this numbering. */
        record Fetch(InputPlaylist.Entry segment, long discontinuity, int numbering) implements Step {}

        /** Tell that what follows does not join on. */
        record Break(Cause cause, String detail) implements Step {}

        /** Tell that the input is over. */
        record End(String detail) implements Step {}

        /** Nothing, until another list is loaded. */
        record Wait() implements Step {}
    }

    private final ToLongFunction<InputPlaylist.Media> restart;
    private InputPlaylist.Media list;
    private boolean ended;
    private long position;
    private long discontinuity;
    private int numbering;
    private int older;
    private boolean namesHold;
    private boolean begun;
    private boolean broken;
    private Step.Break pending;

    /**
     * Begins.
     *
     * @param list the first list, with at least one segment
     * @param first the media sequence number to begin with
     * @param restart where to go on in a list whose numbering has started over
     */
    PlaylistFollower(InputPlaylist.Media list, long first, ToLongFunction<InputPlaylist.Media> restart) {
        this.list = list;
        this.ended = list.ended();
        this.position = first;
        this.restart = restart;
    }

    /**
     * Takes a list that was loaded.
     *
     * @return whether it differs from the one before (RFC 8216 §6.3.4)
     */
    boolean accept(InputPlaylist.Media next) {
        if (next.segments().isEmpty()) {
            boolean changed = ended != next.ended();
            ended = next.ended();
            return changed;
        }
        PlaylistChange change = PlaylistChange.between(list, next, namesHold);
        if (change == PlaylistChange.OLDER && ++older <= MAX_OLDER) {
            return false;
        }
        boolean changed = change != PlaylistChange.UNCHANGED || ended != next.ended();
        namesHold |= PlaylistChange.sharesNames(list, next);
        older = 0;
        ended = next.ended();
        if (change == PlaylistChange.OLDER || change == PlaylistChange.RESTARTED) {
            startOver(next);
            return true;
        }
        list = next;
        if (begun && list.segment(position - 1).isPresent()) {
            discontinuity = list.discontinuity(position - 1);
        }
        return changed;
    }

    private void startOver(InputPlaylist.Media next) {
        pending = new Step.Break(
                Cause.RESTARTED,
                "numbering went from " + list.first() + ".." + list.last() + " to " + next.first() + ".."
                        + next.last());
        list = next;
        position = restart.applyAsLong(next);
        numbering++;
        namesHold = false;
    }

    /** What is to be done next; a break and the end are said once. */
    Step next() {
        while (true) {
            if (pending != null) {
                Step.Break told = pending;
                pending = null;
                if (tells(told.cause())) {
                    broken = true;
                    return told;
                }
            } else if (position > list.last()) {
                return ended ? new Step.End("the playlist ended with segment " + list.last()) : new Step.Wait();
            } else if (position < list.first()) {
                long lost = list.first() - position;
                gap(list.first(), lost + " segments from " + position + " on left the playlist before they were read");
            } else {
                InputPlaylist.Entry segment = list.segment(position).orElseThrow();
                if (segment.gap()) {
                    gap(position + 1, "segment " + position + " is marked EXT-X-GAP");
                } else if (begun && !broken && breaksBefore(segment)) {
                    pending = new Step.Break(Cause.DISCONTINUITY, "a discontinuity before segment " + position);
                } else {
                    return new Step.Fetch(segment, list.discontinuity(position), numbering);
                }
            }
        }
    }

    /**
     * Between two segments one break is enough, and before the first there is none; but a new numbering is always told.
     */
    private boolean tells(Cause cause) {
        return cause == Cause.RESTARTED || (begun && !broken);
    }

    /** The tag, or the header's count when the tag has left the list ahead of its segment. */
    private boolean breaksBefore(InputPlaylist.Entry segment) {
        return segment.discontinuity()
                || (segment.sequence() == list.first() && list.discontinuities() > discontinuity);
    }

    private void gap(long goOn, String detail) {
        position = goOn;
        pending = new Step.Break(Cause.GAP, detail);
    }

    /** The segment was read and is handed out. */
    void fetched(Step.Fetch step) {
        begun = true;
        broken = false;
        if (step.numbering() == numbering) {
            position = step.segment().sequence() + 1;
            discontinuity = step.discontinuity();
        }
    }

    /** The segment cannot be had: it is left out. */
    void lost(Step.Fetch step, String detail) {
        if (step.numbering() == numbering) {
            gap(step.segment().sequence() + 1, detail);
        }
    }

    /** Whether a later segment than this is listed. */
    boolean listsAfter(Step.Fetch step) {
        return step.numbering() != numbering || list.last() > step.segment().sequence();
    }

    /** The segment listed behind this one, where it can be had; it need not be read next. */
    Optional<InputPlaylist.Entry> following(Step.Fetch step) {
        return step.numbering() != numbering
                ? Optional.empty()
                : list.segment(step.segment().sequence() + 1).filter(next -> !next.gap());
    }

    /** Whether the playlist has ended, so that it need not be loaded again. */
    boolean ended() {
        return ended;
    }

    /** The list that is followed. */
    InputPlaylist.Media list() {
        return list;
    }
}
