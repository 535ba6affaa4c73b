package tv.mux.input.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Recognizes MPEG-TS and fragmented MP4 by their first bytes, since some servers send an HTML page instead. */
public final class MediaSignature {
    private static final int PACKET_BYTES = 188;
    private static final byte SYNC = 0x47;

    /** The boxes that fragmented MP4 may begin with (ISO/IEC 14496-12, ISO/IEC 23000-19). */
    private static final Set<String> FIRST_BOXES =
            Set.of("ftyp", "styp", "moof", "moov", "sidx", "emsg", "prft", "mdat", "free");

    private MediaSignature() {}

    /** Whether the bytes begin like MPEG-TS or like fragmented MP4. */
    public static boolean matches(byte[] bytes) {
        return transportStream(bytes) || mp4(bytes);
    }

    /** Whether the first two packets, or the only one, begin with the sync byte (ISO/IEC 13818-1 §2.4.3.2). */
    private static boolean transportStream(byte[] bytes) {
        return bytes.length >= PACKET_BYTES
                && bytes[0] == SYNC
                && (bytes.length == PACKET_BYTES || bytes[PACKET_BYTES] == SYNC);
    }

    private static boolean mp4(byte[] bytes) {
        return bytes.length >= 8 && FIRST_BOXES.contains(new String(bytes, 4, 4, StandardCharsets.ISO_8859_1));
    }
}
