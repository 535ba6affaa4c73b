package tv.mux.input;

import tv.mux.status.RunStatus;

/** An item that {@link InputReader} delivers: a segment, a break or the end, in the order of the input. */
public sealed interface InputItem {

    /**
     * A whole input segment.
     *
     * @param sequence the media sequence number (RFC 8216 §3)
     * @param durationMs EXTINF, milliseconds
     * @param bytes the decrypted segment; the receiver owns the array
     * @param init the init section of fragmented MP4; null for MPEG-TS
     * @param name the URL without secrets, for logs
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared. Defensive copies of megabytes would be too slow.
    record Segment(long sequence, long durationMs, byte[] bytes, byte[] init, String name) implements InputItem {
        /** Creates a segment without an init section. */
        public Segment(long sequence, long durationMs, byte[] bytes, String name) {
            this(sequence, durationMs, bytes, null, name);
        }
    }

    /**
     * The input continues, but not seamlessly: the next segment belongs to a new run. After RESTARTED, media sequence
     * numbers identify other segments than before. A RESTARTED break may be the first item, or follow another break.
     *
     * @param cause DISCONTINUITY, RESTARTED or GAP
     * @param detail a description for the operator
     */
    record Break(RunStatus.Cause cause, String detail) implements InputItem {}

    /**
     * The last item: the playlist has ended (EXT-X-ENDLIST, RFC 8216 §4.3.3.4), and all segments were delivered.
     *
     * @param detail a description for the operator
     */
    record End(String detail) implements InputItem {}
}
