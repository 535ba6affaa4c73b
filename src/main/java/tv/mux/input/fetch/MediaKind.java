package tv.mux.input.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Tells media that can be read from what a server sends instead of it. */
public final class MediaKind {
    private static final int PACKET = 188;
    private static final byte SYNC = 0x47;

    /** What fragmented MP4 begins with (ISO/IEC 14496-12, and CMAF's). */
    private static final Set<String> BOXES =
            Set.of("ftyp", "styp", "moof", "moov", "sidx", "emsg", "prft", "mdat", "free");

    private MediaKind() {}

    /** Whether it begins as a transport stream or as fragmented MP4 does. */
    public static boolean begins(byte[] bytes) {
        return transportStream(bytes) || mp4(bytes);
    }

    /** Whether it begins with whole packets, each with its sync byte (ISO/IEC 13818-1 §2.4.3.2). */
    private static boolean transportStream(byte[] bytes) {
        return bytes.length >= PACKET && bytes[0] == SYNC && (bytes.length == PACKET || bytes[PACKET] == SYNC);
    }

    private static boolean mp4(byte[] bytes) {
        return bytes.length >= 8 && BOXES.contains(new String(bytes, 4, 4, StandardCharsets.ISO_8859_1));
    }
}
