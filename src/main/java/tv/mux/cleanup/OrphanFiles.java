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
 * The files that lie among the segments and belong to none: what a crash left. How old one is goes by when it was first
 * seen, not by its date: a clock that is set an hour ahead must not make a stray of a segment on its way into the log.
 */
final class OrphanFiles {
    /** The folder itself and one for each rendition. */
    private static final int DEPTH = 2;

    private final Path dir;
    private final long age;
    private Map<Path, Long> since = new HashMap<>();

    /**
     * Under a folder.
     *
     * @param age how long a file may be unknown
     */
    OrphanFiles(Path dir, Duration age) {
        this.dir = dir;
        this.age = age.toNanos();
    }

    /**
     * Looks again, and removes the files that were seen that long ago and are not known by name. Links are not
     * followed; folders stay. Blocks; one at a time.
     *
     * @param now nanoseconds of a clock that nobody sets
     * @return what was removed; nothing when there is no such folder
     * @throws IOException when something could not be read or removed; the rest was removed all the same
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
