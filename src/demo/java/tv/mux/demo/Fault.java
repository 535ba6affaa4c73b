package tv.mux.demo;

/** A fault that a test can inject into an input. */
public enum Fault {
    /** No fault. */
    NONE,
    /** Every request gets status 404. */
    NOT_FOUND,
    /** Every request gets status 500. */
    ERROR,
    /** No request is answered. The connections close when the server stops. */
    HANG,
    /** The playlist does not change any more. */
    STALL,
    /** The playlist does not change any more, and has an EXT-X-ENDLIST tag. */
    END,
    /** The playlist is an HTML page. */
    GARBAGE,
    /** Every seventh packet of each segment is overwritten. */
    CORRUPT,
    /** Each segment is sent 1.5 segment durations after the request. */
    SLOW,
    /** The next new segment has zeroed H.264 sequence parameter sets. Later segments are good. */
    ZEROED_SPS,
    /** The next new segment has its packets shuffled. Later segments are good. */
    SHUFFLED,
    /** Every reload of the playlist starts at a lower media sequence number. */
    RENUMBERED
}
