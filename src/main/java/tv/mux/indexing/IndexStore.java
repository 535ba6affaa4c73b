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
 * The data that a node stores on disk: the latest index that it knows, and the segment files. Writes files atomically,
 * and refuses symbolic links. Blocks; must not run on an event loop.
 */
public final class IndexStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

    /**
     * The folders that this process has locked. POSIX releases a lock as soon as the process closes any channel on the
     * file, so a second channel must not be opened.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private static final String INDEX_FILE = "log.json";

    /** Size limit of the index file: 16 times the size of the largest stream. */
    private static final int MAX_INDEX_BYTES = 64 << 20;

    /** Number of invalid index files that are kept for the operator to inspect. */
    private static final int MAX_SET_ASIDE = 5;

    private static final Pattern SET_ASIDE =
            Pattern.compile("log\\.json\\.(damaged|wrong)-[0-9]{1,15}|log\\.json\\.unreadable");

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Permissions of the index file. URLs of inputs may contain tokens, so only this user may read the file. */
    private static final String SECRET = "rw-------";

    private static final String READABLE = "rw-r--r--";
    private static final String OWN_FOLDER = "rwx------";
    private static final String READABLE_FOLDER = "rwxr-xr-x";

    private final Path configured;
    private final Path directory;
    private final List<String> fileNames;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private StreamIndex saved;

    /**
     * Locks a folder for this process. Creates the folder if it is missing.
     *
     * @param configured path of the folder; may contain symbolic links that no other user could have created
     * @throws IOException if the folder cannot be created or written, is in use by another process, or contains a
     *     symbolic link in place of a folder, or if another user could change it; the message gives the reason
     */
    public IndexStore(Path configured) throws IOException {
        this.configured = configured;
        try {
            directory = PrivateFolder.ensure(configured);
            PrivateFolder.ensureInside(directory, "segments", READABLE_FOLDER);
            PrivateFolder.ensureInside(directory, "runs", OWN_FOLDER);
            PrivateFolder.ensureInside(directory, "slate", OWN_FOLDER);
            fileNames = checkedSegments();
        } catch (IOException e) {
            throw unusable(e);
        }
        if (!LOCKED.add(directory)) {
            throw new IOException("HLS_OUTPUT_DIR=" + configured + " is in use by this process already");
        }
        FileLock acquired = null;
        try {
            Set<OpenOption> options =
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            lockChannel = FileChannel.open(directory.resolve("lock"), options, PrivateFolder.permissions(SECRET));
            acquired = lockChannel.tryLock();
            if (acquired == null) {
                lockChannel.close();
            }
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            if (acquired == null) {
                LOCKED.remove(directory);
            }
        }
        if (acquired == null) {
            throw new IOException("HLS_OUTPUT_DIR=" + configured + " is in use by another Mux");
        }
        lock = acquired;
    }

    /** Checks the folders of the renditions, and returns the names of the files in the segment folder. */
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
        String reason = e.getClass() == IOException.class ? e.getMessage() : e.toString();
        return new IOException("HLS_OUTPUT_DIR=" + configured + " cannot be used: " + reason, e);
    }

    /** The folder of the segment files. */
    public Path segments() {
        return directory.resolve("segments");
    }

    /** The folder of unfinished segment files, by run. */
    public static Path runs(Path directory) {
        return directory.resolve("runs");
    }

    /**
     * The stored index, or empty if there is no valid one. An invalid index file is set aside.
     *
     * @throws IOException if the file cannot be read, or if a later release wrote it, because it must not be lost
     */
    public Optional<StreamIndex> load() throws IOException {
        Path file = directory.resolve(INDEX_FILE);
        try {
            return Optional.of(IndexFile.decode(PrivateFiles.read(file, MAX_INDEX_BYTES)));
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

    private void setAside(Path file, String fault, String reason) throws IOException {
        Path aside = directory.resolve(INDEX_FILE + "." + fault + "-" + System.currentTimeMillis());
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        List<Path> all = filesSetAside();
        for (Path old : all.subList(Math.min(MAX_SET_ASIDE, all.size()), all.size())) {
            Files.deleteIfExists(old);
        }
        LOG.error(
                "{} cannot be used ({}): set aside as {}; unless another node has the index, the stream continues with"
                        + " higher numbers and without its old segments",
                file,
                reason,
                aside.getFileName());
    }

    /** The index files that were set aside, newest first. */
    private List<Path> filesSetAside() throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                directory,
                file -> SET_ASIDE.matcher(file.getFileName().toString()).matches())) {
            found.forEach(all::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        all.sort(Comparator.comparingLong(IndexStore::setAsideAt).reversed());
        return all;
    }

    private static long setAsideAt(Path file) {
        return Long.parseLong("0" + file.getFileName().toString().replaceAll("[^0-9]", ""));
    }

    /**
     * An index with the sequence numbers that were used before, or empty if none are found. The numbers come from the
     * index files that were set aside, and from the names of the segment files that existed when the folder was locked.
     *
     * @param shape shape of the new stream
     * @param nowMs the current time, milliseconds since the epoch
     */
    public Optional<StreamIndex> usedNumbers(StreamShape shape, long nowMs) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : filesSetAside()) {
            try {
                // ISO-8859-1 decodes every byte, so the digits of damaged text can still be read.
                texts.add(new String(PrivateFiles.read(file, MAX_INDEX_BYTES), StandardCharsets.ISO_8859_1));
            } catch (PrivateFiles.NotAllowedException | NoSuchFileException e) {
                LOG.debug("cannot recover numbers from {}: {}", file, e.getMessage());
            }
        }
        UsedNumbers used = UsedNumbers.find(texts, fileNames, nowMs);
        return used.nextMsn() == 0 ? Optional.empty() : Optional.of(used.index(shape));
    }

    /** Stores the index, unless the stored one is newer. */
    public synchronized void save(StreamIndex index) throws IOException {
        if (saved != null && saved.newerThan(index)) {
            return;
        }
        saved = index;
        PrivateFiles.write(directory.resolve(INDEX_FILE), IndexFile.encode(index), SECRET, true);
        // Otherwise a power failure could restore the previous index, and numbers would be used twice.
        if (POSIX) {
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** Writes a segment file, and forces it to disk, so that a listed segment is complete after a power failure. */
    public void put(String file, byte[] bytes) throws IOException {
        put(file, bytes, true);
    }

    /**
     * Writes a copy of another node's segment file. Does not force the file to disk, so that a slow disk causes no
     * delay. A copy that is incomplete after a power failure is fetched again.
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

    /** Deletes a segment file if it exists. */
    public void remove(String file) throws IOException {
        Files.deleteIfExists(segments().resolve(file));
    }

    /** Unlocks the folder. */
    @Override
    public void close() throws IOException {
        if (lockChannel.isOpen()) {
            lock.release();
            lockChannel.close();
            LOCKED.remove(directory);
        }
    }
}
