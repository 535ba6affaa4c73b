package tv.mux.index;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import tv.mux.model.Segment;

/** CRC-32C (RFC 3720 §12.1) of a segment's bytes. Detects damage on a disk or during a transfer. */
public final class Checksum {
    private Checksum() {}

    /** The checksum of the readable bytes of a buffer. Does not change the position of the buffer. */
    public static long of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    /** Whether bytes have the checksum of a rendition; true if the segment has none, as release 0.1 wrote it. */
    public static boolean matches(Segment segment, int rendition, ByteBuffer bytes) {
        return rendition >= segment.checksums().size() || segment.checksums().get(rendition) == of(bytes);
    }
}
