package tv.mux.icecast;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * A failure of the connection to the Icecast server.
 *
 * @param reason the class of the failure, for metrics and the status
 * @param message what was tried and what was found, for the operator; contains no secret
 */
record SourceFailure(Reason reason, String message) {

    /** The classes of failures. Their names are values of the metric {@code mux.icecast.connects}. */
    enum Reason {
        /** The host name has no address. */
        NO_HOST,
        /** No server listens on the port. */
        REFUSED,
        /** The connection failed for another reason, or timed out. */
        UNREACHABLE,
        /** The server accepted the connection, and sent no response in time. */
        NO_ANSWER,
        /** The server rejected the password. */
        PASSWORD,
        /** Another source uses the mount, or the server has its maximum number of sources. */
        TAKEN,
        /** The server refused the request for another reason. */
        REJECTED,
        /** The connection is open, and the server reads no audio. */
        STALLED,
        /** The connection was closed while audio was sent. */
        LOST;

        /** The value of the metric tag, and of {@code icecast.trouble} in the status. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The failure of an attempt to connect. */
    static SourceFailure of(Throwable e, String host, int port) {
        String address = host + ":" + port;
        if (e instanceof UnknownHostException) {
            return new SourceFailure(Reason.NO_HOST, "the host name " + host + " has no address");
        }
        if (e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused")) {
            return new SourceFailure(Reason.REFUSED, "no server listens on " + address);
        }
        if (e instanceof TimeoutException) {
            return new SourceFailure(Reason.UNREACHABLE, "the connection to " + address + " timed out");
        }
        return new SourceFailure(Reason.UNREACHABLE, "the connection to " + address + " failed: " + e.getMessage());
    }
}
