package tv.mux.input;

import tv.mux.status.RunStatus;

/** A piece read from an input, in the input's own order. */
public sealed interface InputItem {

    /**
     * A whole input segment.
     *
     * @param sequence its media sequence number (RFC 8216 §3)
     * @param durationMs how long its playlist says that it lasts, milliseconds
     * @param bytes all of it, decrypted; owned by whoever takes the item
     * @param init the header that it needs where it is fragmented MP4; null where it is a transport stream
     * @param name its address without secrets, for logs
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; copying megabytes to be safe would cost more than it saves.
    record Segment(long sequence, long durationMs, byte[] bytes, byte[] init, String name) implements InputItem {
        /** One of a transport stream. */
        public Segment(long sequence, long durationMs, byte[] bytes, String name) {
            this(sequence, durationMs, bytes, null, name);
        }
    }

    /**
     * The input goes on, but not seamlessly: what follows belongs to a new run. A RESTARTED one may come first of all
     * items, and right behind another break: from it on, numbers mean other segments than before.
     *
     * @param cause DISCONTINUITY, RESTARTED or GAP
     * @param detail what was seen, in words for the operator
     */
    record Break(RunStatus.Cause cause, String detail) implements InputItem {}

    /**
     * The playlist has ended (EXT-X-ENDLIST, RFC 8216 §4.3.3.4), and all of it was handed out. Nothing comes after it.
     *
     * @param detail what was seen, in words for the operator
     */
    record End(String detail) implements InputItem {}
}
