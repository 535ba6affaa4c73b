package tv.mux.cleanup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds and deletes files in the segment folder that the index does not know, for example after a crash. The age of a
 * file counts from the first sweep that saw it, not from its date: after a clock was set forward, a segment that is
 * about to enter the index must not count as an orphan.
 */
final class OrphanFiles {
    /** The folder itself and one for each rendition. */
    private static final int DEPTH = 2;

    private final Path dir;
    private final long age;
    private Map<Path, Long> since = new HashMap<>();

    /**
     * Creates a finder for one folder.
     *
     * @param age how long a file may be unknown before it is deleted
     */
    OrphanFiles(Path dir, Duration age) {
        this.dir = dir;
        this.age = age.toNanos();
    }

    /**
     * Deletes the files that are not known by name and that an earlier sweep saw at least {@code age} ago. Does not
     * follow links, and does not delete folders. Blocks. Only one sweep may run at a time.
     *
     * @param now nanoseconds of a monotonic clock
     * @return the deleted files; empty if the folder does not exist
     * @throws IOException if a file could not be read or deleted; all other files were still handled
     */
    List<Path> sweep(Set<String> known, long now) throws IOException {
        Look look = new Look(known, now);
        Files.walkFileTree(dir, Set.of(), DEPTH, look);
        since = look.unknown;
        if (look.failure != null) {
            throw look.failure;
        }
        return look.removed;
    }

    private final class Look extends SimpleFileVisitor<Path> {
        private final Set<String> known;
        private final long now;
        private final Map<Path, Long> unknown = new HashMap<>();
        private final List<Path> removed = new ArrayList<>();
        private IOException failure;

        Look(Set<String> known, long now) {
            this.known = known;
            this.now = now;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isRegularFile() || known.contains(file.getFileName().toString())) {
                return FileVisitResult.CONTINUE;
            }
            long seen = since.getOrDefault(file, now);
            unknown.put(file, seen);
            if (now - seen >= age) {
                try {
                    Files.delete(file);
                    unknown.remove(file);
                    removed.add(file);
                } catch (IOException e) {
                    return visitFileFailed(file, e);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!(e instanceof NoSuchFileException)) { // that one went by itself
                failure = e;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
