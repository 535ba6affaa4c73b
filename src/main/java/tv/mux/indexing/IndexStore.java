package tv.mux.indexing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.files.PrivateFiles;
import tv.mux.files.PrivateFolder;
import tv.mux.index.IndexFile;
import tv.mux.index.LaterFormatException;
import tv.mux.index.StreamIndex;
import tv.mux.index.StreamShape;
import tv.mux.index.UsedNumbers;

/**
 * The data that a node keeps on disk: the latest log entry that it knows, and the segment files. Files are written
 * atomically, and symbolic links are refused. Blocks; must not run on an event loop.
 */
public final class IndexStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

    /**
     * The folders this process has. POSIX lets a process's lock go as soon as any channel of it on that file is
     * closed: so a second one must not even be opened.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final String LOG_FILE = "log.json";

    /** Size limit of the log file: 16 times the size that the largest stream needs. */
    private static final int MAX_LOG_BYTES = 64 << 20;

    /** Number of invalid logs that are kept for the operator to inspect. */
    private static final int MAX_ASIDE = 5;

    private static final Pattern ASIDE =
            Pattern.compile("log\\.json\\.(damaged|wrong)-[0-9]{1,15}|log\\.json\\.unreadable");

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Permissions of the log. Play heads in the log may contain tokens, so only this user may read it. */
    private static final String SECRET = "rw-------";

    private static final String READABLE = "rw-r--r--";
    private static final String OWN_FOLDER = "rwx------";
    private static final String READABLE_FOLDER = "rwxr-xr-x";

    private final Path given;
    private final Path directory;
    private final List<String> files;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private StreamIndex kept;

    /**
     * Locks a folder for this process. Creates the folder if it is missing.
     *
     * @param given path of the folder; may contain symbolic links that no other user could have created
     * @throws IOException if the folder cannot be created or written, is in use by another process, or contains a
     *     symbolic link in place of a folder, or if another user could change it; the message gives the reason
     */
    public IndexStore(Path given) throws IOException {
        this.given = given;
        try {
            directory = PrivateFolder.ensure(given);
            PrivateFolder.ensureInside(directory, "segments", READABLE_FOLDER);
            PrivateFolder.ensureInside(directory, "runs", OWN_FOLDER);
            PrivateFolder.ensureInside(directory, "slate", OWN_FOLDER);
            files = checkedSegments();
        } catch (IOException e) {
            throw unusable(e);
        }
        if (!HELD.add(directory)) {
            throw new IOException("HLS_OUTPUT_DIR=" + given + " is in use by this process already");
        }
        FileLock taken = null;
        try {
            Set<OpenOption> options =
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            lockChannel = FileChannel.open(directory.resolve("lock"), options, PrivateFolder.permissions(SECRET));
            taken = lockChannel.tryLock();
            if (taken == null) {
                lockChannel.close();
            }
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            if (taken == null) {
                HELD.remove(directory);
            }
        }
        if (taken == null) {
            throw new IOException("HLS_OUTPUT_DIR=" + given + " is in use by another Mux");
        }
        lock = taken;
    }

    /** Checks the folders of the renditions, and returns the names in the segments' folder. */
    private List<String> checkedSegments() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(segments())) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                names.add(name);
                if (name.startsWith("stream_")) {
                    PrivateFolder.ensureInside(segments(), name, READABLE_FOLDER);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** The real path of the folder, without symbolic links. */
    public Path directory() {
        return directory;
    }

    private IOException unusable(IOException e) {
        String why = e.getClass() == IOException.class ? e.getMessage() : e.toString();
        return new IOException("HLS_OUTPUT_DIR=" + given + " cannot be used: " + why, e);
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
     * The stored entry, or empty if there is no valid one. An invalid log file is set aside.
     *
     * @throws IOException if a later release wrote the file, which must not be lost
     */
    public Optional<StreamIndex> load() throws IOException {
        Path file = directory.resolve(LOG_FILE);
        try {
            return Optional.of(IndexFile.decode(PrivateFiles.read(file, MAX_LOG_BYTES)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (LaterFormatException e) {
            throw new IOException(
                    file + " cannot be used (" + e.getMessage() + "): run that release, or set another HLS_OUTPUT_DIR",
                    e);
        } catch (IndexFile.InvalidException e) {
            setAside(file, e.fault(), e.getMessage());
            return Optional.empty();
        } catch (PrivateFiles.NotAllowedException e) {
            setAside(file, "wrong", e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void setAside(Path file, String kind, String why) throws IOException {
        Path aside = directory.resolve(LOG_FILE + "." + kind + "-" + System.currentTimeMillis());
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        List<Path> all = asides();
        for (Path old : all.subList(Math.min(MAX_ASIDE, all.size()), all.size())) {
            Files.deleteIfExists(old);
        }
        LOG.error(
                "{} cannot be used ({}): set aside as {}; unless another node knows the stream, it goes on at a higher"
                        + " number, without the segments before",
                file,
                why,
                aside.getFileName());
    }

    /** The invalid logs that were set aside, newest first. */
    private List<Path> asides() throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                directory, file -> ASIDE.matcher(file.getFileName().toString()).matches())) {
            found.forEach(all::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        all.sort(Comparator.comparingLong(IndexStore::asideAt).reversed());
        return all;
    }

    private static long asideAt(Path file) {
        return Long.parseLong("0" + file.getFileName().toString().replaceAll("[^0-9]", ""));
    }

    /**
     * An entry with the sequence numbers that were used before, or empty if none are found. The numbers come from the
     * logs that were set aside, and from the names of the segment files that existed when the folder was locked.
     *
     * @param shape shape of the new stream
     * @param nowMs the current time, milliseconds since the epoch
     */
    public Optional<StreamIndex> used(StreamShape shape, long nowMs) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path aside : asides()) {
            try {
                // ISO-8859-1 decodes every byte, so the digits of damaged text can still be read.
                texts.add(new String(PrivateFiles.read(aside, MAX_LOG_BYTES), StandardCharsets.ISO_8859_1));
            } catch (PrivateFiles.NotAllowedException | NoSuchFileException e) {
                LOG.debug("cannot recover numbers from {}: {}", aside, e.getMessage());
            }
        }
        UsedNumbers used = UsedNumbers.find(texts, files, nowMs);
        return used.nextMsn() == 0 ? Optional.empty() : Optional.of(used.index(shape));
    }

    /** Stores the entry, unless the stored one is newer. */
    public synchronized void save(StreamIndex entry) throws IOException {
        if (kept != null && kept.newerThan(entry)) {
            return;
        }
        kept = entry;
        PrivateFiles.write(directory.resolve(LOG_FILE), IndexFile.encode(entry), SECRET, true);
        // Else a power cut could bring back the record before, and numbers be used again that were shown.
        if (POSIX) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /**
     * Writes a segment's file. It is on disk before the record that lists it: a power cut leaves none that is short.
     */
    public void put(String file, byte[] bytes) throws IOException {
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
        Path folder = target.getParent();
        if (!folder.equals(segments())
                && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(segments(), LinkOption.NOFOLLOW_LINKS)) {
            PrivateFolder.ensureInside(segments(), folder.getFileName().toString(), READABLE_FOLDER);
        }
        PrivateFiles.write(target, bytes, READABLE, forced);
    }

    public void remove(String file) throws IOException {
        Files.deleteIfExists(segments().resolve(file));
    }

    /** Lets the folder go. */
    @Override
    public void close() throws IOException {
        if (lockChannel.isOpen()) {
            lock.release();
            lockChannel.close();
            HELD.remove(directory);
        }
    }
}
