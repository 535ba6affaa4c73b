package tv.mux.cleanup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes the files that lie among the segments and belong to none: what a crash left. */
final class Strays extends SimpleFileVisitor<Path> {
    /** The folder itself and one for each rendition. */
    private static final int DEPTH = 2;

    private final Set<String> known;
    private final Instant before;
    private final List<Path> removed = new ArrayList<>();
    private IOException failure;

    private Strays(Set<String> known, Instant before) {
        this.known = known;
        this.before = before;
    }

    /**
     * Removes the files under a folder that are not known by name and were last written before a moment. Links are not
     * followed; folders stay. Blocks.
     *
     * @return what was removed; nothing when there is no such folder
     * @throws IOException when something could not be read or removed; the rest was removed all the same
     */
    static List<Path> remove(Path dir, Set<String> known, Instant before) throws IOException {
        Strays strays = new Strays(known, before);
        Files.walkFileTree(dir, Set.of(), DEPTH, strays);
        if (strays.failure != null) {
            throw strays.failure;
        }
        return strays.removed;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        boolean stray = attributes.isRegularFile()
                && !known.contains(file.getFileName().toString())
                && attributes.lastModifiedTime().toInstant().isBefore(before);
        if (stray) {
            try {
                Files.delete(file);
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
