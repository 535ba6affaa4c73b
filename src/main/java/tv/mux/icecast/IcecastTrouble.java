package tv.mux.icecast;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * Why the server does not get the audio.
 *
 * @param kind the sort of failure, as it is counted
 * @param text what happened and, where it is known, what to do, in words for the operator
 */
record IcecastTrouble(Kind kind, String text) {

    /** The sorts of failures. */
    enum Kind {
        /** The host's name is not known. */
        NO_HOST,
        /** Nobody listens there. */
        REFUSED,
        /** No connection could be made for another reason, or not in time. */
        UNREACHABLE,
        /** It was connected to, and said nothing in time. */
        NO_ANSWER,
        /** It does not take the password. */
        PASSWORD,
        /** Another source has the mount, or all places for sources are taken. */
        TAKEN,
        /** It refuses for another reason. */
        REJECTED,
        /** It took audio, and takes none any more. */
        STALLED,
        /** It took audio, and closed the connection. */
        LOST;

        /** Its name as the value of a metric's tag. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an attempt to connect failed with. */
    static IcecastTrouble of(Throwable e, String host, int port) {
        String where = host + ":" + port;
        if (e instanceof UnknownHostException) {
            return new IcecastTrouble(Kind.NO_HOST, "the host " + host + " is not known");
        }
        if (e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused")) {
            return new IcecastTrouble(Kind.REFUSED, "nobody listens on " + where);
        }
        if (e instanceof TimeoutException) {
            return new IcecastTrouble(Kind.UNREACHABLE, where + " cannot be reached in time");
        }
        return new IcecastTrouble(Kind.UNREACHABLE, where + " cannot be reached: " + e.getMessage());
    }
}
