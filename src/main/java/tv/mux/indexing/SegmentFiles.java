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
 * The segment files on this node's disk. Files of the source are in the folder itself, those of rendition n in the
 * folder {@code stream_n} inside it.
 */
public final class SegmentFiles implements SegmentSource {
    /**
     * Allocates direct memory, so that a socket sends the bytes without a copy. Uses the JDK's cleaner, so that the
     * garbage collector frees a buffer that was not released.
     */
    public static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true, false);

    /** The number of the rendition with the unchanged input. In copy mode there is no other. */
    public static final int SOURCE = 0;

    private static final long LIMIT_MS = 10_000;
    private static final int MAX_VERIFIED = 4096;

    private final Vertx vertx;
    private final Path directory;
    /** The versions of the files whose checksums were verified. */
    private final Map<Path, Version> verified = Collections.synchronizedMap(new RecentMap<>(MAX_VERIFIED));

    /** Creates access to the segment files in a folder. */
    public SegmentFiles(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /**
     * The path of a segment's file relative to the folder.
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
     * Identifies the version of a file. The modification time alone does not suffice, because two files can be written
     * within one tick of the kernel clock.
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
        requireLength(file, PrivateFiles.size(file), segment, rendition);
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

    private static void requireLength(Path file, long bytes, Segment segment, int rendition) throws IOException {
        long length = segment.bytes().get(rendition);
        if (bytes != length) {
            throw new IOException(file + " has " + bytes + " bytes, and the index states " + length);
        }
    }

    @Override
    public Future<ByteBuf> read(Segment segment, int rendition) {
        Path file = directory.resolve(name(segment, rendition));
        // Unordered, so that a file on a slow disk does not delay others.
        Future<ByteBuf> reading = vertx.executeBlocking(() -> read(file, segment, rendition), false);
        return reading.timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .onFailure(e -> reading.onSuccess(late -> late.release()));
    }

    private static ByteBuf read(Path file, Segment segment, int rendition) throws IOException {
        long length = segment.bytes().get(rendition);
        ByteBuf bytes;
        try {
            bytes = DIRECT.directBuffer(Math.toIntExact(length));
        } catch (OutOfMemoryError e) { // direct memory has a separate limit
            throw new IOException("no memory for " + file + ": " + e.getMessage(), e);
        }
        try (FileChannel channel = PrivateFiles.open(file)) {
            requireLength(file, channel.size(), segment, rendition);
            while (bytes.readableBytes() < length) {
                int position = bytes.readableBytes();
                if (bytes.writeBytes(channel, (long) position, (int) length - position) < 0) {
                    throw new IOException(file + " ended after " + position + " of " + length + " bytes");
                }
            }
            if (!Checksum.matches(segment, rendition, bytes.nioBuffer())) {
                throw new IOException(file + " is damaged: its checksum is not that of the published segment");
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
    }
}
