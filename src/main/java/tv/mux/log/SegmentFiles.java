package tv.mux.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import tv.mux.bus.Segment;

/** The files of segments on this node's disk: those of the source in the folder itself, those of rendition n in {@code stream_n} below. */
public final class SegmentFiles implements SegmentSource {
    /**
     * Direct, so that a socket takes the bytes as they lie and a slow reader holds no copy of its own. With the JDK's
     * cleaner, so that a buffer somebody forgot to release is the garbage collector's and no leak.
     */
    public static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true, false);

    /** The rendition that is the input untouched: the only one there is in copy mode. */
    public static final int SOURCE = 0;

    private static final long LIMIT_MS = 10_000;

    private final Vertx vertx;
    private final Path directory;

    /** Of the segments' folder. */
    public SegmentFiles(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /** The name of a segment's file below the segments' folder. */
    public static String name(Segment segment, int rendition) {
        return rendition == SOURCE ? segment.file() : "stream_" + rendition + "/" + segment.file();
    }

    @Override
    public Future<Path> file(Segment segment, int rendition) {
        Path file = directory.resolve(name(segment, rendition));
        return vertx.executeBlocking(() -> whole(file, Files.size(file), segment, rendition), false)
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    private static Path whole(Path file, long bytes, Segment segment, int rendition) throws IOException {
        long length = segment.bytes().get(rendition);
        if (bytes != length) {
            throw new IOException(file + " has " + bytes + " bytes, the log says " + length);
        }
        return file;
    }

    @Override
    public Future<ByteBuf> read(Segment segment, int rendition) {
        Path file = directory.resolve(name(segment, rendition));
        // Not in order: a file on a slow disk keeps no other one waiting.
        Future<ByteBuf> reading = vertx.executeBlocking(() -> read(file, segment, rendition), false);
        Future<ByteBuf> inTime = reading.timeout(LIMIT_MS, TimeUnit.MILLISECONDS);
        return inTime.onFailure(e -> reading.onSuccess(late -> late.release()));
    }

    private static ByteBuf read(Path file, Segment segment, int rendition) throws IOException {
        long length = segment.bytes().get(rendition);
        ByteBuf bytes;
        try {
            bytes = DIRECT.directBuffer(Math.toIntExact(length));
        } catch (OutOfMemoryError e) { // direct memory has a limit of its own
            throw new IOException("no memory for " + file + ": " + e.getMessage(), e);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            whole(file, channel.size(), segment, rendition);
            while (bytes.readableBytes() < length) {
                int position = bytes.readableBytes();
                if (bytes.writeBytes(channel, (long) position, (int) length - position) < 0) {
                    throw new IOException(file + " ended after " + position + " of " + length + " bytes");
                }
            }
            if (!Checksum.holds(segment, rendition, bytes.nioBuffer())) {
                throw new IOException(file + " is damaged: its bytes are not those that were published");
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
    }
}
