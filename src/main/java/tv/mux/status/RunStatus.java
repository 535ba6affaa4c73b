package tv.mux.status;

/**
 * How a run fares.
 *
 * @param run the run's id
 * @param head the address of its input
 * @param phase where in its life it stands
 * @param cause why, for {@link Phase#TROUBLE} and {@link Phase#ENDED}; null otherwise
 * @param detail what happened, in words for the operator
 * @param converted what is done to the input's media before it is passed on, in words for the operator; empty where
 *     nothing is
 * @param at when, milliseconds since the epoch
 */
public record RunStatus(String run, String head, Phase phase, Cause cause, String detail, String converted, long at) {

    /** Where in its life a run stands. */
    public enum Phase {
        /** The child is fed. */
        RUNNING,
        /** The input gives nothing for now; the run goes on trying. */
        TROUBLE,
        /** Over. Its cuts so far stay good. */
        ENDED
    }

    /** Why a run is in trouble or over. */
    public enum Cause {
        /** No connection, no name, a time-out, or an HTTP status other than 200. */
        UNREACHABLE,
        /** An address that may not be fetched. */
        FORBIDDEN,
        /** What came is no HLS playlist, or no transport stream. */
        NOT_HLS,
        /** HLS that Mux cannot pass on: encrypted, not TS, no usable track, cuts longer than the target duration. */
        UNFIT,
        /** The playlist is served but does not move. */
        STALLED,
        /** The playlist has ended. */
        ENDED,
        /** The input announces a discontinuity: a new run goes on behind it. */
        DISCONTINUITY,
        /** The input's numbering has started over, or its time jumps: a new run goes on there. */
        RESTARTED,
        /**
         * The input's bit rate rose above what renditions that list its segments may have: they are encoded from here
         * on.
         */
        OUTGROWN,
        /** Input segments left the playlist before they could be read: a new run goes on behind the gap. */
        GAP,
        /** FFmpeg ended by itself. */
        CRASHED,
        /** FFmpeg got what it needs and gave nothing. */
        STUCK,
        /** Mux ended it. */
        STOPPED;

        /** Whether the input itself goes on, so that a new run resumes it at once. */
        public boolean resumable() {
            return switch (this) {
                case DISCONTINUITY, RESTARTED, GAP, OUTGROWN, CRASHED, STUCK -> true;
                default -> false;
            };
        }
    }
}
