package tv.mux.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;

/** Operations on a folder with all its contents. */
public final class FileTree {
    private FileTree() {}

    /** Deletes a folder and its contents if the folder exists. Does not follow symbolic links. Blocks. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Deletes the contents of a folder if the folder exists. The folder keeps its permissions. Blocks. */
    public static void empty(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                delete(file);
            }
        }
    }
}
