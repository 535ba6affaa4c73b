package tv.mux.input;

/** Tells an MPEG transport stream from what a server sends instead of one. */
final class TransportStream {
    private static final int PACKET = 188;
    private static final byte SYNC = 0x47;

    private TransportStream() {}

    /** Whether it begins with whole packets, each with its sync byte (ISO/IEC 13818-1 §2.4.3.2). */
    static boolean begins(byte[] bytes) {
        return bytes.length >= PACKET && bytes[0] == SYNC && (bytes.length == PACKET || bytes[PACKET] == SYNC);
    }
}
