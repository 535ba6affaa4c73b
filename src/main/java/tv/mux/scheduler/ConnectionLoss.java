package tv.mux.scheduler;

import java.util.Locale;

/**
 * Why a connection to the scheduler was not opened, or ended.
 *
 * @param reason the reason, as the metrics count it
 * @param detail one phrase for the log, the same each time for the same cause
 */
record ConnectionLoss(Reason reason, String detail) {

    enum Reason {
        /** No connection, or the connection broke before the response. */
        UNREACHABLE,
        /** No connection or no response in time. */
        TIMEOUT,
        /** A response with a status other than 200. */
        STATUS,
        /** Status 204: the server has no events and asks the client not to reconnect. */
        NO_CONTENT,
        /** A response that is no event stream. */
        CONTENT_TYPE,
        /** A redirect that cannot be followed, or too many redirects. */
        REDIRECT,
        /** The open event stream ended, broke, or sent nothing for too long. */
        ENDED;

        /** Returns the value of the metric's tag. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
