package tv.mux.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node keeps on disk: the log's entry as it last knew it, and the segments' files. Every file appears whole or not at
 * all. Blocks: not for an event loop.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /**
     * The folders this process has. POSIX lets a process's lock go as soon as any channel of it on that file is closed: so
     * a second one must not even be opened.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Set<StandardOpenOption> WHOLE =
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Where there are such permissions. */
    private static final FileAttribute<?>[] PRIVATE = POSIX
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];

    private final Path directory;
    private final Path held;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private LogEntry kept;

    /**
     * Takes a folder, for this process alone.
     *
     * @throws IOException when it cannot be made, written, or is taken by another process; the message says which
     */
    public Store(Path directory) throws IOException {
        this.directory = directory;
        try {
            Files.createDirectories(segments());
            held = directory.toRealPath();
        } catch (IOException e) {
            throw unusable(e);
        }
        if (!HELD.add(held)) {
            throw new IOException("HLS_OUTPUT_DIR=" + directory + " is in use by this process already");
        }
        FileLock taken = null;
        try {
            lockChannel = FileChannel.open(held.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            taken = lockChannel.tryLock();
            if (taken == null) {
                lockChannel.close();
            }
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            if (taken == null) {
                HELD.remove(held);
            }
        }
        if (taken == null) {
            throw new IOException("HLS_OUTPUT_DIR=" + directory + " is in use by another Mux");
        }
        lock = taken;
    }

    private IOException unusable(IOException e) {
        return new IOException("HLS_OUTPUT_DIR=" + directory + " cannot be used: " + e, e);
    }

    /** Where the segments' files lie. */
    public Path segments() {
        return directory.resolve("segments");
    }

    /** Where a run's files lie while they are made. */
    public static Path runs(Path directory) {
        return directory.resolve("runs");
    }

    /**
     * The entry kept; empty when there is none, or none that can be read: that one is put aside.
     *
     * @throws IOException when a later release wrote it: what it knows must not be lost
     */
    Optional<LogEntry> load() throws IOException {
        Path file = directory.resolve("log.json");
        try {
            return Optional.of(LogJson.entry(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (LaterFormatException e) {
            throw new IOException(
                    file + " cannot be used (" + e.getMessage() + "): run that release, or set another HLS_OUTPUT_DIR",
                    e);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            Path aside = directory.resolve("log.json.unreadable");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            String why = e instanceof CharacterCodingException ? "it is no UTF-8 text" : e.getMessage();
            LOG.error("{} cannot be read ({}): put aside as {}; a new stream begins", file, why, aside);
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Keeps the entry, unless what is kept tells more. Heads may carry tokens: only we ourselves may read it. */
    synchronized void keep(LogEntry entry) throws IOException {
        if (kept != null && kept.beyond(entry)) {
            return;
        }
        kept = entry;
        write(directory.resolve("log.json"), LogJson.text(entry).getBytes(StandardCharsets.UTF_8), true, PRIVATE);
        // Else a power cut could bring back the record before, and numbers be used again that were shown.
        if (POSIX) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** Writes a segment's file. It is on disk before the record that lists it: a power cut leaves none that is short. */
    void put(String file, byte[] bytes) throws IOException {
        put(file, bytes, true);
    }

    /**
     * Writes a copy of what another node has. It need not be on disk when this returns, so that a slow one keeps nobody
     * waiting: a copy that turns out to be short is fetched anew.
     */
    public void putCopy(String file, byte[] bytes) throws IOException {
        put(file, bytes, false);
    }

    private void put(String file, byte[] bytes, boolean forced) throws IOException {
        Path target = segments().resolve(file);
        if (!target.getParent().equals(segments()) && Files.isDirectory(segments())) {
            Files.createDirectories(target.getParent());
        }
        write(target, bytes, forced);
    }

    void remove(String file) throws IOException {
        Files.deleteIfExists(segments().resolve(file));
    }

    private static void write(Path file, byte[] bytes, boolean forced, FileAttribute<?>... attributes)
            throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(part, WHOLE, attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (forced) {
                channel.force(true);
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Lets the folder go. */
    @Override
    public void close() throws IOException {
        if (lockChannel.isOpen()) {
            lock.release();
            lockChannel.close();
            HELD.remove(held);
        }
    }
}
