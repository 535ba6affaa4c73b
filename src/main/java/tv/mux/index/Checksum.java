package tv.mux.index;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import tv.mux.model.Segment;

/** CRC-32C (RFC 3720 §12.1) of a segment's bytes: tells a copy that was damaged on a disk or on its way. */
public final class Checksum {
    private Checksum() {}

    /** The checksum of what is readable in a buffer, whose position stays. */
    public static long of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    /**
     * Whether bytes are those of a segment's rendition, as far as its record tells: one of the first release has none.
     */
    public static boolean matches(Segment segment, int rendition, ByteBuffer bytes) {
        return rendition >= segment.checksums().size() || segment.checksums().get(rendition) == of(bytes);
    }
}
