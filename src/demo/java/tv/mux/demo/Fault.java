package tv.mux.demo;

/** What can be wrong with an input, for tests. */
public enum Fault {
    /** Nothing. */
    NONE,
    /** Every request is answered with 404. */
    NOT_FOUND,
    /** Every request is answered with 500. */
    ERROR,
    /** No request is ever answered; those held end when the server stops. */
    HANG,
    /** The playlist stays as it was. */
    STALL,
    /** The playlist stays as it was and says that the stream is over. */
    END,
    /** The playlist is a page of HTML. */
    GARBAGE,
    /** Segments come with every seventh packet overwritten. */
    CORRUPT,
    /** Segments come one and a half of their own durations late. */
    SLOW,
    /** The next new segment has zeroed H.264 sequence parameter sets. Later segments are good. */
    ZEROED_SPS,
    /** The next new segment has its packets shuffled. Later segments are good. */
    SHUFFLED,
    /** Every reload of the playlist starts at a lower media sequence number. */
    RENUMBERED
}
