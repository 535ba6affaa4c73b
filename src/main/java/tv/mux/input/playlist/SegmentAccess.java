package tv.mux.input.playlist;

import tv.mux.input.address.Url;

/**
 * Tells how to read a segment from its URL: which bytes to request, which init section to put first, and which key
 * decrypts it.
 *
 * @param range the bytes of the resource that are the segment; {@link Range#ALL} for the whole resource
 * @param init the Media Initialization Section (RFC 8216 §4.3.2.5); null if the segment needs none
 * @param key the key that decrypts the segment (RFC 8216 §4.3.2.4); null if it is not encrypted
 */
public record SegmentAccess(Range range, Resource init, Key key) {
    /** A whole resource that needs neither an init section nor a key. */
    static final SegmentAccess WHOLE_RESOURCE = new SegmentAccess(Range.ALL, null, null);

    /**
     * A byte range.
     *
     * @param offset the offset of the first byte
     * @param length the number of bytes; 0 for the whole resource
     */
    public record Range(long offset, long length) {
        public static final Range ALL = new Range(0, 0);

        /** Whether this range is the whole resource. */
        public boolean all() {
            return length == 0;
        }

        /** Value of the HTTP header Range (RFC 9110 §14.2). */
        public String header() {
            return "bytes=" + offset + "-" + (offset + length - 1);
        }
    }

    /** A byte range of a URL. */
    public record Resource(Url url, Range range) {}

    /**
     * An AES-128 key.
     *
     * @param url the URL of the 16 bytes
     * @param iv the initialization vector, 32 hexadecimal digits; empty if it is the media sequence number
     */
    public record Key(Url url, String iv) {}
}
