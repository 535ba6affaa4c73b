package tv.mux.status;

/**
 * State of the Icecast connection.
 *
 * @param phase state of the connection
 * @param mount URL of the mount, which listeners open
 * @param since when the connection entered this phase, milliseconds since the epoch
 * @param trouble kind of the problem, as the metrics count it; empty if there is none
 * @param detail description of the problem for the operator; empty if there is none
 * @param failures number of failed tries in a row
 * @param title title of the segment that listeners heard last; empty if they heard silence only
 * @param msn media sequence number of that segment; -1 if there is none
 * @param reserveMs audio that waits to be sent, milliseconds
 * @param sentBytes bytes of audio sent since the start
 * @param droppedMs audio dropped since the start because the server did not accept it, milliseconds
 */
public record IcecastStatus(
        Phase phase,
        String mount,
        long since,
        String trouble,
        String detail,
        int failures,
        String title,
        long msn,
        long reserveMs,
        long sentBytes,
        long droppedMs) {

    /** State of the connection to the server. */
    public enum Phase {
        /** This node sends no audio, since it does not lead. */
        OFF,
        /** There is no connection, and this node tries to open one. */
        CONNECTING,
        /** The server accepts the audio. */
        SENDING,
        /** There is a connection, but the server accepts nothing. */
        STALLED
    }
}
