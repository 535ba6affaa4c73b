package tv.mux.status;

/**
 * Status of a run.
 *
 * @param run id of the run
 * @param head URL of the input
 * @param phase stage of the run's life
 * @param cause reason for {@link Phase#TROUBLE} or {@link Phase#ENDED}; null otherwise
 * @param detail what happened, for the operator
 * @param converted how the input's media is converted before FFmpeg reads it, for the operator; empty if it is not
 * @param at time of the status, milliseconds since the epoch
 */
public record RunStatus(String run, String head, Phase phase, Cause cause, String detail, String converted, long at) {

    /** Stage of a run's life. */
    public enum Phase {
        /** The child receives media. */
        RUNNING,
        /** The input delivers nothing at present, and the run keeps trying. */
        TROUBLE,
        /** The run is over. Its finished segments can still be published. */
        ENDED
    }

    /** Reason why a run is in trouble or has ended. */
    public enum Cause {
        /** No connection, no name resolution, a timeout, or an HTTP status other than 200. */
        UNREACHABLE,
        /** The address must not be fetched. */
        FORBIDDEN,
        /** The response is no HLS playlist or no transport stream. */
        NOT_HLS,
        /**
         * HLS that Mux cannot publish: encrypted, not TS, no usable track, segments longer than the target duration.
         */
        UNFIT,
        /** The playlist is served but does not change. */
        STALLED,
        /** The playlist has ended. */
        ENDED,
        /** The input announces a discontinuity: a new run begins there. */
        DISCONTINUITY,
        /** The input's numbering has started over, or its time jumps: a new run begins there. */
        RESTARTED,
        /** The input's bit rate rose above the limit for passing it through in a ladder: a new run encodes it. */
        OUTGROWN,
        /** Input segments left the playlist before they could be read: a new run begins after the gap. */
        GAP,
        /** FFmpeg exited by itself. */
        CRASHED,
        /** FFmpeg received enough media but produced no segment. */
        STUCK,
        /** Mux ended the run. */
        STOPPED;

        /** Whether the input itself continues, so that a new run can resume the ended one at once. */
        public boolean resumable() {
            return switch (this) {
                case DISCONTINUITY, RESTARTED, GAP, OUTGROWN, CRASHED, STUCK -> true;
                default -> false;
            };
        }
    }
}
