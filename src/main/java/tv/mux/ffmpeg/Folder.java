package tv.mux.ffmpeg;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tv.mux.bus.Cut;
import tv.mux.ts.TsSegment;

/** The folder a run's child works in. Never blocks the caller. */
final class Folder {
    private final WorkerExecutor workers;
    private final Path path;

    /**
     * A finished file.
     *
     * @param file where it lies
     * @param media what it holds
     */
    record Finished(Cut.File file, TsSegment media) {}

    /** For a run; it is not made yet. */
    Folder(WorkerExecutor workers, Path path) {
        this.workers = workers;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Makes it. */
    Future<Void> make() {
        return workers.executeBlocking(() -> Files.createDirectories(path), false)
                .mapEmpty();
    }

    /** Reads files in it, from beginning to end. */
    Future<List<Finished>> read(List<String> names) {
        return workers.executeBlocking(
                () -> {
                    List<Finished> finished = new ArrayList<>();
                    for (String name : names) {
                        Path file = path.resolve(name);
                        byte[] bytes = Files.readAllBytes(file);
                        finished.add(new Finished(new Cut.File(file.toString(), bytes.length), TsSegment.read(bytes)));
                    }
                    return finished;
                },
                false);
    }

    /** Deletes it with all that is in it. */
    Future<Void> delete() {
        return workers.executeBlocking(
                () -> {
                    delete(path);
                    return null;
                },
                false);
    }

    /** Deletes a folder and its contents if it exists. Does not follow symbolic links. Blocks. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Deletes the contents of a folder if it exists. The folder keeps its permissions. Blocks. */
    static void empty(Path folder) throws IOException {
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
