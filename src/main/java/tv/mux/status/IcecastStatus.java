package tv.mux.status;

/**
 * How the audio for Icecast fares.
 *
 * @param phase where the connection stands
 * @param mount where the audio goes: the address that listeners open
 * @param since since when it stands there, milliseconds since the epoch
 * @param trouble the kind of what is wrong, as it is counted; empty when nothing is
 * @param detail what is wrong, in words for the operator; empty when nothing is
 * @param failures tries in a row that came to nothing
 * @param title the title of what listeners heard last; empty when they heard but silence
 * @param msn the media sequence number of the segment they heard last; -1 when there was none
 * @param reserveMs how much audio waits to be sent, milliseconds
 * @param sentBytes bytes of audio sent since the start
 * @param droppedMs audio left out since the start, because the server did not take it, milliseconds
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

    /** Where the connection to the server stands. */
    public enum Phase {
        /** This node does not send: it is not its turn. */
        OFF,
        /** There is none, and one is tried for. */
        CONNECTING,
        /** The server takes the audio. */
        SENDING,
        /** The server is there, and takes nothing. */
        STALLED
    }
}
