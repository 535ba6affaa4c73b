package tv.mux.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Reads and writes files, and refuses symbolic links. Blocks; must not run on an event loop. */
public final class PrivateFiles {
    private PrivateFiles() {}

    /** A file was not opened, because it is a symbolic link, is not a regular file or is too long. */
    public static final class NotAllowedException extends IOException {
        private static final long serialVersionUID = 1;

        NotAllowedException(String message) {
            super(message);
        }
    }

    /** Opens a file for reading. Fails if it is a symbolic link or not a regular file. */
    public static FileChannel open(Path file) throws IOException {
        size(file);
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** The length of a file in bytes. Fails if it is a symbolic link or not a regular file. */
    public static long size(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new NotAllowedException(
                    file + (attributes.isSymbolicLink() ? " is a symbolic link" : " is not a regular file")
                            + ": not opened");
        }
        return attributes.size();
    }

    /** The content of a file. Fails if it is a symbolic link, is not a regular file, or exceeds {@code maxBytes}. */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        if (size(file) > maxBytes) {
            throw new NotAllowedException(file + " has " + size(file) + " bytes, at most " + maxBytes + " are allowed");
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(maxBytes);
        }
    }

    /**
     * Writes a file atomically: after a crash, the file has either its old or its new content.
     *
     * @param permissions permissions of the file, reduced by the umask
     * @param forced whether to flush the file to disk before this method returns
     */
    public static void write(Path file, byte[] bytes, String permissions, boolean forced) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        // Delete a file that a crash or another user left here. If the file is a link, its target remains.
        Files.deleteIfExists(partial);
        Set<OpenOption> fresh =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(partial, fresh, PrivateFolder.permissions(permissions))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (forced) {
                channel.force(true);
            }
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
