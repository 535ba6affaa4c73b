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
 * Finds and deletes files in the segment folder that the index does not contain, for example after a crash. The age of
 * a file counts from the first sweep that found it, not from its date. Otherwise, after the clock was set forward, a
 * segment that is about to enter the index would count as an orphan.
 */
final class OrphanFiles {
    /** The folder itself and one for each rendition. */
    private static final int DEPTH = 2;

    private final Path dir;
    private final long minimumAgeNanos;
    private Map<Path, Long> foundAt = new HashMap<>();

    /**
     * Creates the sweep of one folder.
     *
     * @param minimumAge how long a file is kept that is not in the index
     */
    OrphanFiles(Path dir, Duration minimumAge) {
        this.dir = dir;
        this.minimumAgeNanos = minimumAge.toNanos();
    }

    /**
     * Deletes the orphans that an earlier sweep found at least the minimum age ago. Does not follow links, and does not
     * delete folders. Blocks. Only one sweep may run at a time.
     *
     * @param known file names of the segments in the index
     * @param now nanoseconds of a monotonic clock
     * @return the deleted files; empty if the folder does not exist
     * @throws IOException if a file could not be read or deleted; all other files were handled
     */
    List<Path> sweep(Set<String> known, long now) throws IOException {
        Sweep sweep = new Sweep(known, now);
        Files.walkFileTree(dir, Set.of(), DEPTH, sweep);
        foundAt = sweep.orphans;
        if (sweep.failure != null) {
            throw sweep.failure;
        }
        return sweep.removed;
    }

    private final class Sweep extends SimpleFileVisitor<Path> {
        private final Set<String> known;
        private final long now;
        private final Map<Path, Long> orphans = new HashMap<>();
        private final List<Path> removed = new ArrayList<>();
        private IOException failure;

        Sweep(Set<String> known, long now) {
            this.known = known;
            this.now = now;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isRegularFile() || known.contains(file.getFileName().toString())) {
                return FileVisitResult.CONTINUE;
            }
            long found = foundAt.getOrDefault(file, now);
            orphans.put(file, found);
            if (now - found >= minimumAgeNanos) {
                try {
                    Files.delete(file);
                    orphans.remove(file);
                    removed.add(file);
                } catch (IOException e) {
                    return visitFileFailed(file, e);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!(e instanceof NoSuchFileException)) { // deleted by another thread
                failure = e;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
