package tv.mux.indexing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tv.mux.common.RecentMap;
import tv.mux.files.PrivateFiles;
import tv.mux.index.Checksum;
import tv.mux.index.IndexRules;
import tv.mux.model.Segment;

/**
 * The files of segments on this node's disk: those of the source in the folder itself, those of rendition n in
 * {@code stream_n} below.
 */
public final class SegmentFiles implements SegmentSource {
    /**
     * Direct, so that a socket takes the bytes as they lie and a slow reader holds no copy of its own. With the JDK's
     * cleaner, so that a buffer somebody forgot to release is the garbage collector's and no leak.
     */
    public static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true, false);

    /** The rendition that is the input untouched: the only one there is in copy mode. */
    public static final int SOURCE = 0;

    private static final long LIMIT_MS = 10_000;
    private static final int MAX_VERIFIED = 4096;

    private final Vertx vertx;
    private final Path directory;
    /** The files whose checksum was verified, as they were then. */
    private final Map<Path, Version> verified = Collections.synchronizedMap(new RecentMap<>(MAX_VERIFIED));

    /** Of the segments' folder. */
    public SegmentFiles(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /**
     * The name of a segment's file below the segments' folder.
     *
     * @throws IllegalArgumentException if the segment's run id is invalid
     */
    public static String name(Segment segment, int rendition) {
        IndexRules.run(segment.run());
        return rendition == SOURCE ? segment.file() : "stream_" + rendition + "/" + segment.file();
    }

    @Override
    public Future<Path> file(Segment segment, int rendition) {
        Path file = directory.resolve(name(segment, rendition));
        return vertx.executeBlocking(() -> verified(file, segment, rendition), false)
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Tells a file from another that took its name. The modification time alone does not: it counts in ticks of the
     * kernel, and two files can be written within one tick.
     */
    private record Version(FileTime modified, Object fileKey) {
        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Version(attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    /** Verifies a file before it is served for the first time, and again if the file was changed or replaced. */
    private Path verified(Path file, Segment segment, int rendition) throws IOException {
        whole(file, PrivateFiles.size(file), segment, rendition);
        Version version = Version.of(file);
        if (!version.equals(verified.get(file))) {
            read(file, segment, rendition).release();
            verified.put(file, version);
        }
        return file;
    }

    /**
     * The content of a segment's file. Blocks.
     *
     * @param directory the folder of the segments
     * @throws IOException if the file is missing, or if its length or checksum is not that of the published segment
     */
    public static byte[] bytes(Path directory, Segment segment, int rendition) throws IOException {
        ByteBuf read = read(directory.resolve(name(segment, rendition)), segment, rendition);
        try {
            byte[] bytes = new byte[read.readableBytes()];
            read.readBytes(bytes);
            return bytes;
        } finally {
            read.release();
        }
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
        try (FileChannel channel = PrivateFiles.open(file)) {
            whole(file, channel.size(), segment, rendition);
            while (bytes.readableBytes() < length) {
                int position = bytes.readableBytes();
                if (bytes.writeBytes(channel, (long) position, (int) length - position) < 0) {
                    throw new IOException(file + " ended after " + position + " of " + length + " bytes");
                }
            }
            if (!Checksum.matches(segment, rendition, bytes.nioBuffer())) {
                throw new IOException(file + " is damaged: its bytes are not those that were published");
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
    }
}
