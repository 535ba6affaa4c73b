package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tv.mux.bus.Segment;

/**
 * Where the files of segments lie, and where players find them.
 *
 * @param dir the folder of the first rendition's files; those of rendition n lie in {@code stream_n} below
 */
record SegmentFiles(Path dir) {
    /**
     * Direct, so that a socket takes the bytes as they lie and a slow reader holds no copy of its own. With the JDK's
     * cleaner, so that a buffer somebody forgot to release is the garbage collector's and no leak.
     */
    private static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true, false);

    /** The only rendition there is in copy mode. */
    static final int SOURCE = 0;

    /** The file of a segment. */
    Path file(Segment segment, int rendition) {
        return (rendition == SOURCE ? dir : dir.resolve("stream_" + rendition)).resolve(segment.file());
    }

    /** The path of a segment's address: beside its playlist, which names it relatively. */
    static String address(Segment segment) {
        return "/live/" + segment.file();
    }

    /**
     * Reads a whole segment. Blocks.
     *
     * @return its bytes, to be released by the caller
     * @throws IOException when the file cannot be read, or is not as long as the log says
     */
    ByteBuf read(Segment segment, int rendition) throws IOException {
        Path file = file(segment, rendition);
        long length = segment.bytes().get(rendition);
        ByteBuf bytes = DIRECT.directBuffer(Math.toIntExact(length));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != length) {
                throw new IOException(file + " has " + channel.size() + " bytes, the log says " + length);
            }
            while (bytes.readableBytes() < length) {
                int position = bytes.readableBytes();
                if (bytes.writeBytes(channel, (long) position, (int) length - position) < 0) {
                    throw new IOException(file + " ended after " + position + " of " + length + " bytes");
                }
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
    }
}
