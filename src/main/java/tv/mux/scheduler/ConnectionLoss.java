package tv.mux.scheduler;

import java.util.Locale;

/**
 * Why a connection to the scheduler was not made, or ended.
 *
 * @param kind the sort of failure, as it is counted
 * @param cause one clear phrase for the log, the same each time for the same cause
 */
record ConnectionLoss(Kind kind, String cause) {

    /** The sorts of failures. */
    enum Kind {
        /** No connection, or it broke before there was an answer. */
        UNREACHABLE,
        /** No connection or no answer in time. */
        TIMEOUT,
        /** An answer of a status other than 200. */
        STATUS,
        /** Status 204: there is nothing to hear, so says the server, and wants no reconnection. */
        NO_CONTENT,
        /** An answer that is no event stream. */
        CONTENT_TYPE,
        /** A redirect that leads nowhere. */
        REDIRECT,
        /** The stream was there, and ended, broke or fell silent. */
        ENDED;

        /** Its name as the value of a metric's tag. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
