package tv.mux.ffmpeg;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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

    /** Reads a file in it, from beginning to end. */
    Future<Finished> read(String name) {
        return workers.executeBlocking(
                () -> {
                    Path file = path.resolve(name);
                    byte[] bytes = Files.readAllBytes(file);
                    return new Finished(new Cut.File(file.toString(), bytes.length), TsSegment.read(bytes));
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

    /** Deletes a folder with all that is in it, where there is one. Blocks. */
    static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
