package tv.mux.input.playlist;

import tv.mux.input.address.Url;

/**
 * How a segment lies at its address: in part of it only, encrypted, or without the header that its kind needs.
 *
 * @param range the part of the address it is; {@link Range#ALL} where it is all of it
 * @param init the header of fragmented MP4 (RFC 8216 §4.3.2.5); null where it needs none
 * @param key what it is encrypted with (RFC 8216 §4.3.2.4); null where it is not
 */
public record SegmentPacking(Range range, Part init, Key key) {
    /** All of an address, as it is. */
    static final SegmentPacking PLAIN = new SegmentPacking(Range.ALL, null, null);

    /**
     * A range of bytes.
     *
     * @param offset its first byte
     * @param length how many bytes; 0 for all there are
     */
    public record Range(long offset, long length) {
        public static final Range ALL = new Range(0, 0);

        public boolean all() {
            return length == 0;
        }

        /** As a request asks for it (RFC 9110 §14.2). */
        public String header() {
            return "bytes=" + offset + "-" + (offset + length - 1);
        }
    }

    /** Some bytes at an address. */
    public record Part(Url url, Range range) {}

    /**
     * A key of AES-128.
     *
     * @param url where its 16 bytes are
     * @param iv the initialization vector, 32 hexadecimal digits; empty where it is the media sequence number
     */
    public record Key(Url url, String iv) {}
}
